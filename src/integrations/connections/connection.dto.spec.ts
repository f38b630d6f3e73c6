/** Whether a manager may enter this address of a till system, in a process of this kind. */
function isTaken(kind: string, baseUrl: string): boolean {
  const before = process.env;
  const { DATABASE_URL } = before;
  process.env = { NODE_ENV: kind, DATABASE_URL, DATABASE_PLATFORM_URL: DATABASE_URL };
  try {
    let taken: boolean | undefined;
    jest.isolateModules(() => {
      const { changeConnectionSchema } = jest.requireActual<typeof import('./connection.dto.js')>('./connection.dto');
      taken = changeConnectionSchema.safeParse({ baseUrl }).success;
    });
    return taken === true;
  } finally {
    process.env = before;
  }
}

describe('the address of a till system', () => {
  it.each([
    ['production', 'https://api-ru.iiko.services', true],
    ['production', 'http://api-ru.iiko.services', false],
    ['production', 'https://localhost', false],
    ['production', 'https://169.254.169.254', false],
    ['development', 'http://localhost:4000', true],
    ['development', 'http://169.254.169.254', false],
  ])('in %s, %s: %s', (kind, address, taken) => {
    expect(isTaken(kind, address)).toBe(taken);
  });
});
