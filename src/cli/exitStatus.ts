/** How the command line ends. */
export const ExitStatus = {
  done: 0,
  /** A fault, or a training that diverged. */
  failed: 1,
  /** Something wrong with the config, the data or the command. */
  badInput: 2,
  /** Interrupted by SIGINT, SIGTERM or SIGHUP: 128 + SIGINT. */
  cancelled: 130,
  /** Nobody reads standard output any more: 128 + SIGPIPE, as of a program that the signal ends. */
  readerGone: 141,
} as const;
