import { type Guest, guestKeys } from '../../../entities/guest/guest.api';
import { replaceCard } from '../../../shared/api/operations';
import { ThingActs } from '../../../shared/described/row-acts';
import { useRefresh } from '../../../shared/described/use-refresh';
import { cardText } from '../../../shared/format/contact';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { BlockDialog } from './block-dialog';
import classes from './credentials.module.css';
import { PhoneDialog } from './phone-dialog';

/** How the guest is known, and whether they may use it: another phone, a lost card, a card on paper, a block. */
export function CredentialsPanel({ guest }: { readonly guest: Guest }) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh([guestKeys.each]);
  return (
    <Panel title={t('credentials.title')}>
      {guest.blocked && (
        <p className={classes.blocked} role="status">
          {t('credentials.isBlocked')}
        </p>
      )}
      <div className={classes.acts}>
        <ThingActs
          thing={guest}
          refresh={refresh}
          acts={[
            {
              text: t('credentials.phone'),
              dialog: (_, onClose, onDone) => <PhoneDialog guest={guest} onDone={onDone} onClose={onClose} />,
            },
            {
              of: replaceCard,
              // An owner of the platform who acts for the network may replace cards too, to help guests.
              isAllowed: true,
              text: t('credentials.replace'),
              ask: ({ cardNumber }) => ({
                title: t('credentials.replace'),
                help: t('credentials.replaceHelp', { card: cardText(cardNumber) }),
                yes: t('credentials.replaceSubmit'),
              }),
            },
            { text: t('credentials.print'), to: ({ id }) => `/guests/${id}/card` },
            {
              text: t(guest.blocked ? 'credentials.unblock' : 'credentials.block'),
              dialog: (_, onClose, onDone) => <BlockDialog guest={guest} onDone={onDone} onClose={onClose} />,
            },
          ]}
        />
      </div>
    </Panel>
  );
}
