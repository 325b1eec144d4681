/** How the command line ends. */
export const ExitStatus = {
  done: 0,
  /** A fault, or a training that diverged. */
  failed: 1,
  /** Something wrong with the config, the data or the command. */
  badInput: 2,
  /** Interrupted: 128 + SIGINT. */
  cancelled: 130,
} as const;
