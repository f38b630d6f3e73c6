import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Guest } from '../../../entities/guest/guest.api';
import { callBackErasure, erasureQuery, readPersonalData, requestErasure } from '../../../entities/guest/privacy.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { saveFile } from '../../../shared/api/save-file';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import classes from './credentials.module.css';

const FORMATS = ['html', 'json'] as const;

/** Everything that is kept about a guest as a file, and its erasure. */
export function PrivacyPanel({ guest: { id } }: { readonly guest: Guest }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const queries = useQueryClient();
  const mayManage = useMayManage('guests.erase');
  const [asks, setAsks] = useState(false);
  const erasure = useQuery({ ...erasureQuery(id), enabled: mayManage });
  const download = useMutation({
    mutationFn: (wanted: (typeof FORMATS)[number]) => readPersonalData(id, wanted),
    onSuccess: (file, wanted) => saveFile(file, `personal-data.${wanted}`),
  });
  const changed = () => queries.invalidateQueries({ queryKey: erasureQuery(id).queryKey });
  const callBack = useChange(callBackErasure(id), changed);
  if (!mayManage) return null;
  const error = download.error ?? callBack.error ?? erasure.error;
  const due = erasure.data?.status === 'WAITING' ? erasure.data.dueAt : null;
  return (
    <Panel title={t('privacy.title')}>
      {due !== null && (
        <p className={classes.blocked} role="status">
          {t('privacy.waits', { at: format.dateTime(due) })}
        </p>
      )}
      <div className={classes.acts}>
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
          <Button variant="default" color="red" onClick={() => setAsks(true)}>
            {t('privacy.erase')}
          </Button>
        ) : (
          <Button variant="default" loading={callBack.isPending} onClick={() => callBack.mutate(null)}>
            {t('privacy.callBack')}
          </Button>
        )}
      </div>
      {error !== null && <ProblemNotice words={words(error)} />}
      {asks && (
        <EraseDialog
          id={id}
          onDone={() => {
            setAsks(false);
            void changed();
          }}
          onClose={() => setAsks(false)}
        />
      )}
    </Panel>
  );
}

interface EraseDialogProps {
  readonly id: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function EraseDialog({ id, onDone, onClose }: EraseDialogProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [now, setNow] = useState(false);
  const request = useChange(requestErasure(id), onDone);
  return (
    <Dialog title={t('privacy.erase')} onClose={onClose}>
      <div className={classes.fields}>
        <p className={classes.soft}>{t('privacy.help')}</p>
        <Checkbox
          size="md"
          label={t('privacy.now')}
          checked={now}
          onChange={(event) => setNow(event.currentTarget.checked)}
        />
        {request.error !== null && <ProblemNotice words={words(request.error)} />}
        <Button color="red" loading={request.isPending} onClick={() => request.mutate({ now })}>
          {t('privacy.submit')}
        </Button>
      </div>
    </Dialog>
  );
}
