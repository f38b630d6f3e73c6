import { JwtService } from '@nestjs/jwt';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { messages } from '../../generated/words/messages';
import { Clock } from '../../platform/clock/clock';
import { pageAddress } from '../../platform/http/page-address';
import { formattersFor } from '../../platform/language/formatters';
import { callProvider, type ProviderAnswer } from '../messaging/call-provider';
import type { WalletAccount } from './wallet-accounts';
import { groupedNumber, type WalletCard } from './wallet-card';
import { WALLET_SERVICES, type WalletServices } from './wallet-services';

const SCOPE = 'https://www.googleapis.com/auth/wallet_object.issuer';
const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SAVE_PAGE = 'https://pay.google.com/gp/v/save/';
const TOKEN_SECONDS = 3_600;
/** How many seconds before its end an access token is renewed. */
const RENEWED_BEFORE_SECONDS = 120;
const MOST_TOKENS = 1_000;

const tokenAnswer = z.looseObject({ access_token: z.string().max(4_096) });

type Resource = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Google refused a call or did not answer; the message has no secrets, so it may be stored. */
export class GoogleRefused extends Error {}

/** Passes in Google Wallet by its REST API: a class for each network, and an object for each pass. */
@Injectable()
export class GoogleWallet {
  private readonly jwt = new JwtService();
  private readonly tokens = new Map<string, { readonly token: string; readonly until: number }>();

  constructor(
    private readonly clock: Clock,
    @Inject(WALLET_SERVICES) private readonly services: Pick<WalletServices, 'googleWallet' | 'googleToken'>,
  ) {}

  /** Makes or updates the class of the network's passes, with its name, logo and colour. @throws GoogleRefused */
  async putClass(account: WalletAccount, { look }: Pick<WalletCard, 'look'>): Promise<void> {
    await this.put(account, 'loyaltyClass', {
      id: classIdOf(account),
      issuerName: look.name,
      programName: look.name,
      programLogo: { sourceUri: { uri: pageAddress(look.icon) } },
      hexBackgroundColor: look.card.from,
      reviewStatus: 'UNDER_REVIEW',
    });
  }

  /** Makes or updates the object of a pass. @throws GoogleRefused */
  async putObject(account: WalletAccount, serial: string, card: WalletCard): Promise<void> {
    await this.put(account, 'loyaltyObject', {
      id: objectIdOf(account, serial),
      classId: classIdOf(account),
      ...shownOf(card, account),
    });
  }

  /** Ends a pass and removes its guest's data. @throws GoogleRefused */
  async endObject(account: WalletAccount, serial: string): Promise<void> {
    const emptied = {
      state: 'INACTIVE',
      accountId: '-',
      accountName: '-',
      barcode: null,
      loyaltyPoints: null,
      secondaryLoyaltyPoints: null,
      textModulesData: [],
    };
    const path = `loyaltyObject/${objectIdOf(account, serial)}`;
    await this.call(account, 'PATCH', path, emptied, [404]);
  }

  /** Google's page on which a guest saves an existing pass. */
  saveLink(account: WalletAccount, serial: string): string {
    const claims = {
      iss: account.holder,
      aud: 'google',
      typ: 'savetowallet',
      iat: this.now(),
      origins: [new URL(pageAddress('/')).origin],
      payload: { loyaltyObjects: [{ id: objectIdOf(account, serial), classId: classIdOf(account) }] },
    };
    return `${SAVE_PAGE}${this.jwt.sign(claims, { privateKey: account.key, algorithm: 'RS256' })}`;
  }

  private async put(account: WalletAccount, kind: string, resource: Resource): Promise<void> {
    const status = await this.call(account, 'PATCH', `${kind}/${resource.id}`, resource, [404]);
    if (status !== 404) return;
    // Another process may have made it meanwhile.
    if ((await this.call(account, 'POST', kind, resource, [409])) === 409)
      await this.call(account, 'PATCH', `${kind}/${resource.id}`, resource, []);
  }

  private async call(
    account: WalletAccount,
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
    expected: readonly number[],
  ): Promise<number> {
    const authorization = `Bearer ${await this.tokenOf(account)}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const { status } = await send(`${this.services.googleWallet}/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    if (status === 401) this.tokens.delete(account.holder + account.key);
    if ((status < 200 || status > 299) && !expected.includes(status))
      throw new GoogleRefused(`google ${String(status)}`);
    return status;
  }

  /** An access token of the service account (RFC 7523). */
  private async tokenOf({ holder, key }: WalletAccount): Promise<string> {
    const [now, name] = [this.now(), holder + key];
    const known = this.tokens.get(name);
    if (known !== undefined && known.until > now) return known.token;
    const claims = { iss: holder, scope: SCOPE, aud: this.services.googleToken, iat: now, exp: now + TOKEN_SECONDS };
    const assertion = this.jwt.sign(claims, { privateKey: key, algorithm: 'RS256' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ grant_type: JWT_GRANT, assertion }).toString();
    const response = await send(this.services.googleToken, { headers, body });
    if (response.status !== 200) throw new GoogleRefused(`google sign-in ${String(response.status)}`);
    const answer = tokenAnswer.safeParse(response.body);
    if (!answer.success) throw new GoogleRefused('google sign-in without a token');
    if (this.tokens.size >= MOST_TOKENS) this.tokens.clear();
    this.tokens.set(name, { token: answer.data.access_token, until: now + TOKEN_SECONDS - RENEWED_BEFORE_SECONDS });
    return answer.data.access_token;
  }

  private now(): number {
    return Math.floor(this.clock.now().getTime() / 1_000);
  }
}

async function send(url: string, call: Parameters<typeof callProvider>[1]): Promise<ProviderAnswer> {
  const answer = await callProvider(url, call);
  if ('outcome' in answer) throw new GoogleRefused('google no_connection');
  return answer;
}

function classIdOf({ account }: WalletAccount): string {
  return `${account}.loyalty`;
}

function objectIdOf({ account }: WalletAccount, serial: string): string {
  return `${account}.${serial}`;
}

function shownOf(card: WalletCard, { barcode }: WalletAccount) {
  const { language, guestName, available, tier, ending, cardNumber, profile, qr } = card;
  const [words, form] = [messages[language], formattersFor(profile.currency, profile.currencyDigits)];
  const number = groupedNumber(cardNumber);
  return {
    state: 'ACTIVE',
    accountId: number,
    accountName: guestName ?? number,
    loyaltyPoints: { label: words['wallet.points'](form, {}), balance: { int: available } },
    secondaryLoyaltyPoints: tier === null ? null : { label: words['wallet.tier'](form, {}), balance: { string: tier } },
    textModulesData:
      ending === null
        ? []
        : [
            {
              id: 'ending',
              header: words['wallet.ending'](form, {}),
              body: words['wallet.endingValue'](form, ending),
            },
          ],
    barcode:
      barcode === 'QR'
        ? { type: 'QR_CODE', value: qr, alternateText: number }
        : { type: 'CODE_128', value: cardNumber, alternateText: number },
  };
}
