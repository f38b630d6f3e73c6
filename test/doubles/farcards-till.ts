import { parseArgs } from 'node:util';

/** A row of a packet. Sums in kopecks, signed as the till sends them. */
export interface FarcardsRow {
  readonly kind: 0 | 1 | 2 | 3;
  readonly sum: number;
  readonly card?: string;
  readonly account?: string;
}

interface FarcardsLine {
  readonly code: string;
  readonly name: string;
  readonly category: string;
  /** Decimal roubles. */
  readonly sum: string;
  readonly quantity?: string;
  /** By default `dish`. */
  readonly type?: string;
}

export interface FarcardsCheck {
  readonly guid?: string;
  readonly restaurantCode?: string;
  readonly orderCategory?: string;
  /** When the till wrote the check. */
  readonly generatedAt?: string;
  readonly lines: readonly FarcardsLine[];
}

export interface FarcardsPacket {
  readonly card: string;
  readonly account?: string;
  readonly rows: readonly FarcardsRow[];
  readonly checkNumber: string;
  readonly date: string;
  readonly check?: FarcardsCheck;
}

export interface CardInfo {
  readonly result: number;
  readonly account: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface PacketAnswer {
  readonly result: number;
  readonly errorCode: number;
  readonly errorText: string;
  readonly externalId: string | null;
  /** The bytes as they arrived. */
  readonly raw: string;
}

/** How a till writes: FarCards itself, and FarcardsNet, which differs in case, in wrapper elements and in the time of dates. */
export type Dialect = 'farcards' | 'farcardsnet';

/** The attributes of the protocol; any other in an answer is an error of the server. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  ROOT: [],
  GetCardInfoEx:
    'Result Deleted Seize StopDate Holy Manager Locked WhyLock Holder PersonID Account Unpay Bonus Discount DiscLimit Summa Sum2 Sum3 Sum4 Sum5 Sum6 Sum7 Sum8 DopInfo ScrMessage PrnMessage'.split(
      ' ',
    ),
  FindEmail: ['Result', 'Account', 'CardCode', 'Name', 'ErrorText'],
  GetCardImageEx: ['ErrorText'],
  TransactionsEx: ['Result'],
  OUTBUF: ['OUTKIND'],
  TRRESPONSE: ['error_code', 'err_text', 'dts', 'placeid'],
  TRANSACTION: 'cardcode num uni linetag ext_id slip subaccount value dts extinfo'.split(' '),
};
const MAX_TEXT = 255;
const MAX_HOLDER = 39;
const MAX_UINT32 = 4_294_967_295;
const MAX_ANSWER_BYTES = 150 * 1_024;

/** A till of R-Keeper 7 with FarCards and ExtDllHTTP. It knows the protocol from its documentation and refuses answers beside it. */
export class FarcardsTill {
  constructor(
    /** Up to and with the secret: `http://127.0.0.1:3000/api/hooks/rkeeper/TOKEN`. */
    private readonly base: string,
    private readonly place: { readonly restaurant: string; readonly station: string } = {
      restaurant: '1',
      station: '3',
    },
    private readonly dialect: Dialect = 'farcards',
  ) {}

  async cardInfo(card: string, check?: FarcardsCheck): Promise<CardInfo> {
    const { restaurant, station } = this.place;
    const buffer = check === undefined ? '' : `<INPBUF>${this.checkOf(check, '2026-01-01')}</INPBUF>`;
    const body = `<QRY Card="${card}" Restaurant="${restaurant}" UnitNo="${station}">${buffer}</QRY>`;
    const attributes = attributesOf(await this.post('getcardinfoex', this.documentOf(body)), 'GetCardInfoEx');
    return { result: Number(attributes['Result']), account: attributes['Account'] ?? '0', attributes };
  }

  async findEmail(email: string): Promise<Readonly<Record<string, string>>> {
    return attributesOf(await this.post('findemail', this.documentOf(`<QRY Email="${email}"/>`)), 'FindEmail');
  }

  async cardImage(card: string): Promise<Readonly<Record<string, string>>> {
    const answer = await this.post('getcardimageex', this.documentOf(`<QRY CardCode="${card}"/>`));
    return attributesOf(answer, 'GetCardImageEx');
  }

  async transactions(packet: FarcardsPacket): Promise<PacketAnswer> {
    const raw = await this.post('transactionsex', this.packetOf(packet));
    const { Result } = attributesOf(raw, 'TransactionsEx');
    const response = raw.includes('<TRRESPONSE') ? attributesOf(raw, 'TRRESPONSE') : {};
    const transaction = raw.includes('<TRANSACTION ') ? attributesOf(raw, 'TRANSACTION') : {};
    return {
      result: Number(Result),
      errorCode: Number(response['error_code'] ?? 0),
      errorText: response['err_text'] ?? '',
      externalId: transaction['ext_id'] ?? null,
      raw,
    };
  }

  /** The same packet with inverted signs, as the till voids a check. */
  cancel(packet: FarcardsPacket): Promise<PacketAnswer> {
    return this.transactions({ ...packet, rows: packet.rows.map((row) => ({ ...row, sum: -row.sum })) });
  }

  packetOf({ card, account = '0', rows, checkNumber, date, check }: FarcardsPacket): string {
    const { restaurant, station } = this.place;
    const time = this.dialect === 'farcards' ? '00:00:00' : '00-00-00';
    const written = rows.map(
      (row) =>
        `<TransactionsEx Card="${row.card ?? card}" PersonID="${row.account ?? account}" Account="${row.account ?? account}" Kind="${String(row.kind)}" ` +
        `Summa="${String(row.sum)}" Restaurant="${restaurant}" RKDate="${date}T${time}" RKUni="${station}" RKCheck="${checkNumber}" VatSumA="0" VatPrcA="0"/>`,
    );
    const wrapped = this.dialect === 'farcards' ? written.join('') : `<Transactions>${written.join('')}</Transactions>`;
    const buffer = check === undefined ? '' : `<INPBUF InpKind="1">${this.checkOf(check, date)}</INPBUF>`;
    return this.documentOf(wrapped + buffer);
  }

  /** Sends bytes as they are, for bodies that no till sends. */
  async send(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.base}/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers,
    });
  }

  private checkOf(
    { guid, restaurantCode, orderCategory = '1', generatedAt, lines }: FarcardsCheck,
    date: string,
  ): string {
    const code = restaurantCode ?? '245000001';
    const rows = lines.map(
      ({ code: dish, name, category, sum, quantity = '1', type = 'dish' }) =>
        `<LINE id="{${dish}}" code="${dish}" name="${name}" uni="4" type="${type}" price="${sum}" pr_list_sum="${sum}" categ_id="${category}" quantity="${quantity}" sum="${sum}"/>`,
    );
    const data =
      `<CHECKDATA checknum="0" fiscdocnum="28547" ordernum="1001/1" guests="2" tablename="12"${guid === undefined ? '' : ` checkguid="${guid}"`} order_cat="${orderCategory}">` +
      `<CHECKLINES count="${String(rows.length)}">${rows.join('')}</CHECKLINES></CHECKDATA>`;
    const written = generatedAt === undefined ? '' : ` generateddatetime="${generatedAt}"`;
    return `<CHECK stationcode="${this.place.station}" restaurantcode="${code}" shiftdate="${date}" shiftnum="85"${written}>${data}</CHECK>`;
  }

  private documentOf(body: string): string {
    const root = this.dialect === 'farcards' ? 'Root' : 'ROOT';
    const text = `<?xml version="1.0" encoding="UTF-8"?><${root}>${body}</${root}>`;
    if (this.dialect === 'farcards') return text;
    // FarcardsNet writes some names in lower case.
    return text.replaceAll('QRY', 'qry').replaceAll('INPBUF', 'InpBuf').replaceAll('Summa=', 'summa=');
  }

  private async post(path: string, body: string): Promise<string> {
    const response = await this.send(path, body, { 'Content-Type': 'text/xml; charset=utf-8' });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: HTTP ${String(response.status)} ${text.slice(0, 200)}`);
    if (!/^text\/xml; ?charset=utf-8$/i.test(response.headers.get('content-type') ?? ''))
      throw new Error(`${path}: content type ${response.headers.get('content-type') ?? 'none'}`);
    refuseStrange(text);
    return text;
  }
}

/** Refuses what FarCards would not understand or would truncate. */
function refuseStrange(text: string): void {
  if (Buffer.byteLength(text) > MAX_ANSWER_BYTES) throw new Error('an answer beyond 150 KB');
  if (!text.startsWith('<?xml ')) throw new Error('no declaration, or a byte order mark');
  if (/\p{Cc}/u.test(text.replace(/[\t\n\r]/g, ''))) throw new Error('control characters');
  for (const [, name = ''] of text.matchAll(/<([A-Za-z_]+)/g)) {
    const known = KNOWN[name];
    if (known === undefined) throw new Error(`an element that FarCards does not know: ${name}`);
    for (const [key, value] of Object.entries(name === 'ROOT' ? {} : attributesOf(text, name))) {
      if (!known.includes(key)) throw new Error(`${name} has no attribute ${key}`);
      if (value.length > MAX_TEXT) throw new Error(`${name}.${key} is longer than ${String(MAX_TEXT)}`);
      if (key === 'Holder' && value.length > MAX_HOLDER) throw new Error(`Holder is longer than ${String(MAX_HOLDER)}`);
      if (key === 'Account' && !(Number(value) <= MAX_UINT32)) throw new Error('Account does not fit 32 bits');
      if (/^(?:Summa|Sum\d|DiscLimit)$/.test(key) && !/^-?\d+$/.test(value))
        throw new Error(`${key} is not in kopecks`);
    }
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function attributesOf(text: string, name: string): Record<string, string> {
  const element = new RegExp(`<${name}((?:\\s+[A-Za-z0-9_]+="[^"<]*")*)\\s*/?>`).exec(text);
  if (element === null) throw new Error(`the answer has no ${name}: ${text.slice(0, 200)}`);
  const attributes: Record<string, string> = {};
  for (const [, key = '', value = ''] of (element[1] ?? '').matchAll(/([A-Za-z0-9_]+)="([^"]*)"/g))
    attributes[key] = value.replace(/&(\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
  return attributes;
}

const USAGE = `A till of R-Keeper, by hand. URL is the address up to and with the secret.

  farcards-till URL card NUMBER
  farcards-till URL email ADDRESS
  farcards-till URL sell NUMBER KOPECKS [--points KOPECKS] [--check 318] [--guid ID]
  farcards-till URL cancel NUMBER KOPECKS [--points KOPECKS] [--check 318] [--guid ID]
Options: --restaurant 1 --station 3 --net (writes as FarcardsNet does)
`;

/**
 * `node test/doubles/run.mjs farcards-till …`
 * @public
 */
export async function runByHand(rest: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: {
      points: text,
      check: text,
      guid: text,
      restaurant: text,
      station: text,
      net: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const [url, act, subject, sum = '0'] = positionals;
  if (url === undefined || act === undefined || subject === undefined || values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const place = { restaurant: values.restaurant ?? '1', station: values.station ?? '3' };
  const till = new FarcardsTill(url, place, values.net === true ? 'farcardsnet' : 'farcards');
  const points = Number(values.points ?? 0);
  const packet: FarcardsPacket = {
    card: subject,
    rows: [...(points > 0 ? [{ kind: 0 as const, sum: -points }] : []), { kind: 3, sum: Number(sum) - points }],
    checkNumber: values.check ?? '318',
    date: new Date().toISOString().slice(0, 10),
    ...(values.guid === undefined ? {} : { check: { guid: values.guid, lines: [] } }),
  };
  const acts: Record<string, () => Promise<unknown>> = {
    card: () => till.cardInfo(subject),
    email: () => till.findEmail(subject),
    sell: () => till.transactions(packet),
    cancel: () => till.cancel(packet),
  };
  const run = acts[act];
  process.stdout.write(run === undefined ? USAGE : `${JSON.stringify(await run(), null, 2)}\n`);
}
