import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { callBackErasure, erasureQuery, readPersonalData, requestErasure } from '../../entities/guest/privacy.api';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './settings-page.module.css';

const FORMATS = ['html', 'json'] as const;

/** Everything that the network keeps about the guest as a file, and its erasure, which waits some days. */
export function PersonalData({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const words = useProblemWords();
  const format = useFormat();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const erasure = useQuery(erasureQuery(guestId));
  const download = useMutation({
    mutationFn: (wanted: (typeof FORMATS)[number]) => readPersonalData(guestId, wanted),
    onSuccess: (file, wanted) => saveFile(file, `personal-data.${wanted}`),
  });
  const changed = () => queries.invalidateQueries({ queryKey: erasureQuery(guestId).queryKey });
  const callBack = useChange(callBackErasure(guestId), changed);
  const error = download.error ?? callBack.error ?? erasure.error;
  const due = erasure.data?.status === 'WAITING' ? erasure.data.dueAt : null;
  return (
    <Panel title={t('privacy.title')}>
      <div className={classes.form}>
        {due !== null && (
          <p role="status" className={classes.code}>
            {t('privacy.waits', { at: format.dateTime(due) })}
          </p>
        )}
        {FORMATS.map((one) => (
          <Button
            key={one}
            variant="default"
            loading={download.isPending && download.variables === one}
            onClick={() => download.mutate(one)}
          >
            {t(`privacy.${one}`)}
          </Button>
        ))}
        {due === null ? (
          <Button variant="default" color="red" disabled={erasure.isPending} onClick={() => setAsks(true)}>
            {t('privacy.erase')}
          </Button>
        ) : (
          <Button variant="default" loading={callBack.isPending} onClick={() => callBack.mutate(null)}>
            {t('privacy.callBack')}
          </Button>
        )}
        {error !== null && <ProblemNotice words={words(error)} />}
      </div>
      {asks && (
        <EraseDialog
          guestId={guestId}
          onDone={() => {
            setAsks(false);
            return changed();
          }}
          onClose={() => setAsks(false)}
        />
      )}
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
  const words = useProblemWords();
  const request = useChange(requestErasure(guestId), onDone);
  return (
    <Dialog title={t('privacy.erase')} onClose={onClose}>
      <div className={classes.form}>
        <p className={classes.code}>{t('privacy.help')}</p>
        {request.isError && <ProblemNotice words={words(request.error)} />}
        <Button color="red" loading={request.isPending} onClick={() => request.mutate({ now: false })}>
          {t('privacy.submit')}
        </Button>
      </div>
    </Dialog>
  );
}
