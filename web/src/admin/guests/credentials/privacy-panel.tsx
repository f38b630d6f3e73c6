import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Guest } from '../../../entities/guest/guest.api';
import { PersonalDataActs } from '../../../entities/guest/personal-data-acts';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { switched } from '../../../shared/ui/bound';
import classes from './credentials.module.css';
import { Question } from '../../../shared/ui/question';

/** Everything that is kept about a guest as a file, and its erasure. */
export function PrivacyPanel({ guest: { id } }: { readonly guest: Guest }) {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('guests.erase');
  if (!mayManage) return null;
  return (
    <Panel title={t('privacy.title')}>
      <PersonalDataActs
        guestId={id}
        words={{
          html: t('privacy.html'),
          json: t('privacy.json'),
          erase: t('privacy.erase'),
          callBack: t('privacy.callBack'),
          waits: (at) => t('privacy.waits', { at }),
        }}
        look={{ waits: classes.blocked, acts: classes.acts }}
        ask={(question) => <EraseDialog id={id} {...question} />}
      />
    </Panel>
  );
}

interface EraseDialogProps {
  readonly id: string;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

function EraseDialog({ id, onDone, onClose }: EraseDialogProps) {
  const { t } = useTranslation('admin');
  const [now, setNow] = useState(false);
  const request = useChange(actOf('POST', '/api/guests/{id}/erasure', { id }), onDone);
  return (
    <Question
      isGrave
      title={t('privacy.erase')}
      help={t('privacy.help')}
      yes={t('privacy.submit')}
      of={request}
      onYes={() => request.mutate({ now })}
      onClose={onClose}
    >
      <Checkbox size="md" label={t('privacy.now')} {...switched(now, setNow)} />
    </Question>
  );
}
