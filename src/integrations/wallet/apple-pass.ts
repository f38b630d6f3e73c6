import { PKPass } from 'passkit-generator';
import { messages } from '../../generated/words/messages';
import { formattersFor } from '../../platform/language/formatters';
import type { WalletAccount } from './wallet-accounts';
import { groupedNumber, type WalletCard } from './wallet-card';

interface ApplePassOptions {
  readonly account: WalletAccount;
  readonly serial: string;
  readonly token: string;
  /** The address at which the phone requests newer passes. */
  readonly serviceUrl: string;
  /** Pictures by their names in the pass. */
  readonly pictures: Readonly<Record<string, Buffer>>;
}

/** A pass without any of its guest's data, for phones of an erased guest. */
interface EndedCard {
  readonly networkName: string;
}

/** The signed file of a pass (`.pkpass`). @param card a guest's card, or the empty card of a pass that has ended */
export function applePass(card: WalletCard | EndedCard, options: ApplePassOptions): Buffer {
  const { account, serial, token, serviceUrl, pictures } = options;
  const name = 'networkName' in card ? card.networkName : card.look.name;
  const content = {
    formatVersion: 1,
    passTypeIdentifier: account.account,
    teamIdentifier: account.holder,
    organizationName: name,
    description: name,
    logoText: name,
    serialNumber: serial,
    webServiceURL: serviceUrl,
    authenticationToken: token,
    sharingProhibited: true,
    ...('networkName' in card ? { voided: true, storeCard: {} } : shownOf(card, account)),
  };
  const [signerCert = '', wwdr = ''] = (account.certificates ?? '').split(/(?<=-----END CERTIFICATE-----\n)/);
  const pass = new PKPass(
    { ...pictures, 'pass.json': Buffer.from(JSON.stringify(content)) },
    { signerCert, wwdr, signerKey: account.key },
  );
  return pass.getAsBuffer();
}

function shownOf(card: WalletCard, { barcode }: WalletAccount) {
  const { language, guestName, available, tier, ending, cardNumber, look, profile, qr } = card;
  const [words, form] = [messages[language], formattersFor(profile.currency, profile.currencyDigits)];
  const number = groupedNumber(cardNumber);
  return {
    foregroundColor: rgb(look.card.ink),
    labelColor: rgb(look.card.ink),
    backgroundColor: rgb(look.card.from),
    barcodes: [
      barcode === 'QR'
        ? { format: 'PKBarcodeFormatQR', message: qr, messageEncoding: 'iso-8859-1', altText: number }
        : { format: 'PKBarcodeFormatCode128', message: cardNumber, messageEncoding: 'iso-8859-1', altText: number },
    ],
    storeCard: {
      headerFields: [
        {
          key: 'points',
          label: words['wallet.points'](form, {}),
          value: available,
          changeMessage: words['wallet.changed'](form, {}),
        },
      ],
      secondaryFields: [
        ...(guestName === null ? [] : [{ key: 'name', label: words['wallet.name'](form, {}), value: guestName }]),
        ...(tier === null ? [] : [{ key: 'tier', label: words['wallet.tier'](form, {}), value: tier }]),
      ],
      auxiliaryFields:
        ending === null
          ? []
          : [
              {
                key: 'ending',
                label: words['wallet.ending'](form, {}),
                value: words['wallet.endingValue'](form, ending),
              },
            ],
      backFields: [{ key: 'number', label: words['wallet.number'](form, {}), value: number }],
    },
  };
}

function rgb(colour: string): string {
  const parts = [1, 3, 5].map((at) => String(Number.parseInt(colour.slice(at, at + 2), 16)));
  return `rgb(${parts.join(', ')})`;
}
