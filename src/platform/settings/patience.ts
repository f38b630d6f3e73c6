/** How long this process waits for a database that is busy. A command sets it before anything else is loaded. */
export const patience = {
  /** Whether statements fail when the server answers nothing for 2 s: people wait at tills, and nobody at a command. */
  isShort: true,
};
