/** The address of a service with its credentials, as a setting has it. */
export function addressWith(
  url: string,
  user: string,
  password: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const address = new URL(url);
  address.username = encodeURIComponent(user);
  address.password = encodeURIComponent(password);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}
