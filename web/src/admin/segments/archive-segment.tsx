import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Segment } from '../../entities/segment/segment.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { Question } from '../../shared/ui/question';

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
      <Help>{t('segments.archiveHelp')}</Help>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('segments.archive')}
      </Button>
      {asks && (
        <Question
          title={t('segments.archiveQuestion', { name: segment.name })}
          help={t('segments.archiveHelp')}
          yes={t('segments.archiveYes')}
          no={t('segments.archiveNo')}
          of={send}
          onYes={() => send.mutate(null)}
          onClose={() => setAsks(false)}
        />
      )}
    </Panel>
  );
}
