import { PersonalDataActs } from '../../entities/guest/personal-data-acts';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import classes from './settings-page.module.css';
import { Question } from '../../shared/ui/question';

/** Everything that the network keeps about the guest as a file, and its erasure, which waits some days. */
export function PersonalData({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  return (
    <Panel title={t('privacy.title')}>
      <div className={classes.form}>
        <PersonalDataActs
          guestId={guestId}
          words={{
            html: t('privacy.html'),
            json: t('privacy.json'),
            erase: t('privacy.erase'),
            callBack: t('privacy.callBack'),
            waits: (at) => t('privacy.waits', { at }),
          }}
          look={{ waits: classes.code, acts: classes.form }}
          ask={(question) => <EraseDialog guestId={guestId} {...question} />}
        />
      </div>
    </Panel>
  );
}

interface EraseDialogProps {
  readonly guestId: string;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

function EraseDialog({ guestId, onDone, onClose }: EraseDialogProps) {
  const { t } = useTranslation('cabinet');
  const request = useChange(actOf('POST', '/api/guests/{id}/erasure', { id: guestId }), onDone);
  return (
    <Question
      title={t('privacy.erase')}
      help={t('privacy.help')}
      yes={t('privacy.submit')}
      isGrave
      of={request}
      onYes={() => request.mutate({ now: false })}
      onClose={onClose}
    />
  );
}
