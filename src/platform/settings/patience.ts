/** How long this process waits for a busy database. A command sets it before it loads anything else. */
export const patience = {
  /**
   * Whether statements fail when the server is silent for 2 s, and callers when no connection comes in 5 s. True in servers, because people wait at
   * tills; false in commands.
   */
  isShort: true,
};
