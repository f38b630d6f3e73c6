import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Guest } from '../../../entities/guest/guest.api';
import { actOf } from '../../../shared/api/calls';
import { cardText } from '../../../shared/format/contact';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { ChangeQuestion } from '../../../shared/ui/question';
import { BlockDialog } from './block-dialog';
import classes from './credentials.module.css';
import { PhoneDialog } from './phone-dialog';

interface CredentialsPanelProps {
  readonly guest: Guest;
  readonly onChanged: () => void;
}

/** How the guest is known, and whether they may use it: another phone, a lost card, a card on paper, a block. */
export function CredentialsPanel({ guest, onChanged }: CredentialsPanelProps) {
  const { t } = useTranslation('admin');
  const [open, setOpen] = useState<'phone' | 'card' | 'block' | null>(null);
  const dialog = {
    guest,
    onClose: () => setOpen(null),
    onDone: () => {
      setOpen(null);
      onChanged();
    },
  };
  return (
    <Panel title={t('credentials.title')}>
      {guest.blocked && (
        <p className={classes.blocked} role="status">
          {t('credentials.isBlocked')}
        </p>
      )}
      <div className={classes.acts}>
        <Button variant="default" onClick={() => setOpen('phone')}>
          {t('credentials.phone')}
        </Button>
        <Button variant="default" onClick={() => setOpen('card')}>
          {t('credentials.replace')}
        </Button>
        <Button variant="default" component={Link} to={`/guests/${guest.id}/card`}>
          {t('credentials.print')}
        </Button>
        <Button variant="default" onClick={() => setOpen('block')}>
          {guest.blocked ? t('credentials.unblock') : t('credentials.block')}
        </Button>
      </div>
      {open === 'phone' && <PhoneDialog {...dialog} />}
      {open === 'card' && (
        <ChangeQuestion
          title={t('credentials.replace')}
          help={t('credentials.replaceHelp', { card: cardText(guest.cardNumber) })}
          yes={t('credentials.replaceSubmit')}
          send={actOf('POST', '/api/guests/{id}/card/replace', { id: guest.id })}
          onDone={dialog.onDone}
          onClose={dialog.onClose}
        />
      )}
      {open === 'block' && <BlockDialog {...dialog} />}
    </Panel>
  );
}
