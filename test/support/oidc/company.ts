import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export const CLIENT_ID = 'loyalty';
export const CLIENT_SECRET = 'a secret of the client, long enough for the double';

/** A person of the company, by the claims that its sign-in tells. */
export interface CompanyPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly amr?: readonly string[];
}

/** A company's sign-in (company-provider.mjs), and the browser of a person who goes there. */
export class Company {
  private constructor(
    private readonly process: ChildProcess,
    readonly issuer: string,
  ) {}

  static async start(redirectUri: string): Promise<Company> {
    const child = fork(path.join(__dirname, 'company-provider.mjs'), [], {
      env: { PATH: process.env['PATH'], CLIENT_ID, CLIENT_SECRET, REDIRECT_URI: redirectUri },
      execArgv: [],
      silent: true,
    });
    const [{ issuer }] = (await once(child, 'message')) as [{ issuer: string }];
    return new Company(child, issuer);
  }

  /** Sets the next person to sign in, and the claims about them from now on. */
  async next(person: CompanyPerson): Promise<void> {
    await this.tell({ next: person });
  }

  /** Signs in at the company from the address to which the page sends a browser; answers with the query that comes back. */
  async visit(address: string): Promise<string> {
    const cookies = new Map<string, string>();
    let url = new URL(address);
    for (;;) {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';');
        const at = pair.indexOf('=');
        cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const location = response.headers.get('location');
      if (location === null)
        throw new Error(`the company answered ${String(response.status)}: ${await response.text()}`);
      url = new URL(location, url);
      if (url.origin !== this.issuer) return url.search.slice(1);
    }
  }

  /** From now on nobody answers at its address. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.disconnect();
    await gone;
  }

  private async tell(message: object): Promise<void> {
    const done = once(this.process, 'message');
    this.process.send(message);
    await done;
  }
}
