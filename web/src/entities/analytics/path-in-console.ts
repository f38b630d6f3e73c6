const CONSOLE = /^\/admin/;

/** A path of the server as the console's own router knows it. */
export const pathInConsole = (path: string): string => path.replace(CONSOLE, '');
