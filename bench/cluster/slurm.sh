# Starts and stops a Slurm of one node, with everything of its own in one folder. Sourced by compare.sh; needs root.

slurm_folder=

# $1: folder; returns 1 when the node does not become idle
start_slurm() {
  [ "$(id -u)" = 0 ] || { mkdir -p "$1" && echo 'slurmd starts jobs as other users: run this as root' > "$1/start.log"; return 1; }
  slurm_folder=$1
  mkdir -p "$1/state" "$1/spool"
  # Not a user's folder: munge and the job's own user have to get at it.
  chmod 755 "$(dirname "$1")" "$1"
  local host munge=$1/munge.sock
  host=$(hostname -s)
  (umask 077 && head -c 1024 /dev/urandom > "$1/munge.key")
  cat > "$1/slurm.conf" << CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=17817
SlurmdPort=17818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$munge
CredType=cred/munge
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.pid
SlurmctldLogFile=$1/slurmctld.log
SlurmdLogFile=$1/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$1/slurm.conf
  (
    PATH=$PATH:/usr/sbin
    munged --force --key-file="$1/munge.key" --socket="$munge" --pid-file="$1/munged.pid" --log-file="$1/munged.log" \
      --seed-file="$1/munge.seed" && slurmctld && slurmd
  ) > "$1/start.log" 2>&1 || return 1
  local attempt
  for attempt in $(seq 30); do
    [ "$(sinfo --noheader --format=%T 2> /dev/null)" = idle ] && return 0
    sleep 1
  done
  return 1
}

# Ends the daemons that start_slurm started, by their own files, and waits for them.
stop_slurm() {
  local file process
  for file in slurmd slurmctld munged; do
    [ -n "$slurm_folder" ] && [ -s "$slurm_folder/$file.pid" ] || continue
    process=$(cat "$slurm_folder/$file.pid")
    kill "$process" 2> /dev/null || true
    while kill -0 "$process" 2> /dev/null; do sleep 0.1; done
  done
}
