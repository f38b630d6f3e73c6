import { Button } from '@mantine/core';
import { useState } from 'react';
import { LANGUAGE_NAMES } from '../../../generated/words/words';
import type { Guest } from '../../../entities/guest/guest.api';
import { cardText, phoneText } from '../../../shared/format/contact';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { Facts } from '../../../shared/ui/facts';
import { ProfileDialog } from './profile-dialog';

/** The guest's profile and contacts, with a form to correct them. */
export function ProfilePanel({ guest }: { readonly guest: Guest }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [edits, setEdits] = useState(false);
  const { phone, email, birthDate, locale, cardNumber, externalId, note } = guest;
  const facts: readonly (readonly [string, string | null])[] = [
    [t('guests.phone'), phoneText(phone)],
    [t('profile.email'), email],
    [t('profile.birthDate'), birthDate === null ? null : format.birthday(birthDate)],
    [t('profile.locale'), locale === null ? null : LANGUAGE_NAMES[locale]],
    [t('guest.card'), cardText(cardNumber)],
    [t('profile.externalId'), externalId],
    [t('guest.note'), note === '' ? null : note],
  ];
  // Shown even when empty: every guest should have them.
  const always = [t('guests.phone'), t('profile.birthDate')];
  return (
    <Panel
      title={t('profile.title')}
      aside={
        <Button variant="default" onClick={() => setEdits(true)}>
          {t('profile.edit')}
        </Button>
      }
    >
      <Facts facts={facts.filter(([label, value]) => value !== null || always.includes(label))} />
      {edits && <ProfileDialog guest={guest} onClose={() => setEdits(false)} />}
    </Panel>
  );
}
