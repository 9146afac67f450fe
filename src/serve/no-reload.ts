/** What the log says of SIGHUP. */
export const NO_RELOAD =
  'SIGHUP: the configuration is read at the start only. Restart the portal to use a changed one.'
