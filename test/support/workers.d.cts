/** How many files of tests run at once. */
export function testWorkers(): number;
