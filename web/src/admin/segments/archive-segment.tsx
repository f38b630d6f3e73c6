import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Segment } from '../../entities/segment/segment.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './segments.module.css';

interface ArchiveSegmentProps {
  readonly segment: Segment;
  readonly onArchived: (segment: Segment) => void;
}

/** Puts a segment away for ever: nothing new may name it. */
export function ArchiveSegment({ segment, onArchived }: ArchiveSegmentProps) {
  const { t } = useTranslation('admin');
  const [asks, setAsks] = useState(false);
  const send = useChange(actOf('POST', '/api/segments/{id}/archive', { id: segment.id }), onArchived);
  return (
    <Panel title={t('segments.archive')}>
      <p className={classes.help}>{t('segments.archiveHelp')}</p>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('segments.archive')}
      </Button>
      {asks && (
        <Dialog title={t('segments.archiveQuestion', { name: segment.name })} onClose={() => setAsks(false)}>
          <p className={classes.help}>{t('segments.archiveHelp')}</p>
          <FailureNotice error={send.error} />
          <div className={classes.row}>
            <Button data-autofocus loading={send.isPending} onClick={() => send.mutate(null)}>
              {t('segments.archiveYes')}
            </Button>
            <Button variant="default" onClick={() => setAsks(false)}>
              {t('segments.archiveNo')}
            </Button>
          </div>
        </Dialog>
      )}
    </Panel>
  );
}
