import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { KeyedAct } from '../../shared/api/act-key';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';

interface OpenOrCloseProps<Place> {
  /** The name in the dialog and labels. */
  readonly name: string;
  readonly isClosed: boolean;
  /** The consequences of closing it. */
  readonly stops: string;
  readonly send: (act: KeyedAct<{ readonly closed: boolean }>) => Promise<Place>;
  readonly onDone: (place: Place) => void;
}

/** Closes a place, which stops its sales and so asks once; or opens it again, which needs no question. */
export function OpenOrClose<Place>({ name, isClosed, stops, send, onDone }: OpenOrCloseProps<Place>) {
  const { t } = useTranslation('admin');
  const [asks, setAsks] = useState(false);
  const change = useChange(send, (place) => {
    setAsks(false);
    onDone(place);
  });
  const problem = change.error !== null && <FailureNotice error={change.error} />;

  if (isClosed)
    return (
      <>
        <Button
          variant="default"
          loading={change.isPending}
          aria-label={t('places.openOf', { name })}
          onClick={() => change.mutate({ closed: false })}
        >
          {t('places.open')}
        </Button>
        {problem}
      </>
    );
  return (
    <>
      <Button variant="subtle" color="gray" aria-label={t('places.closeOf', { name })} onClick={() => setAsks(true)}>
        {t('places.close')}
      </Button>
      {asks && (
        <Dialog title={t('places.closeQuestion', { name })} onClose={() => setAsks(false)}>
          <Stack gap={16}>
            <Text c="dimmed">{stops}</Text>
            <Text c="dimmed">{t('places.staysAfter')}</Text>
            {problem}
            <Button loading={change.isPending} onClick={() => change.mutate({ closed: true })}>
              {t('places.closeYes')}
            </Button>
            <Button variant="default" data-autofocus onClick={() => setAsks(false)}>
              {t('places.closeNo')}
            </Button>
          </Stack>
        </Dialog>
      )}
    </>
  );
}
