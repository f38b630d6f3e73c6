import { Button } from '@mantine/core';
import { PersonalDataActs } from '../../entities/guest/personal-data-acts';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './settings-page.module.css';

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
    <Dialog title={t('privacy.erase')} onClose={onClose}>
      <div className={classes.form}>
        <p className={classes.code}>{t('privacy.help')}</p>
        <FailureNotice error={request.error} />
        <Button color="red" loading={request.isPending} onClick={() => request.mutate({ now: false })}>
          {t('privacy.submit')}
        </Button>
      </div>
    </Dialog>
  );
}
