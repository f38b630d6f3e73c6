import { Button, Flex, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useOnline } from '../../shared/api/connection';
import { ApiProblem } from '../../shared/api/problem';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { SideSheet } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { useTillWords } from '../words/use-till-words';
import type { ListedAct } from './kept-act';
import { useOfflineDesk, useOutlook, useStorageKept } from './till-offline';
import classes from './waiting-dialog.module.css';

/** Sales that wait on this device, and those that the server refused or recorded differently, each with the next step. */
export function WaitingDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('cashier');
  const online = useOnline();
  const desk = useOfflineDesk();
  const outlook = useOutlook();
  const isKept = useStorageKept();
  const [acts, setActs] = useState<readonly ListedAct[] | null>(null);
  const read = useCallback(async () => setActs((await desk?.list()) ?? []), [desk]);
  useEffect(() => {
    void read();
  }, [read, outlook]);

  const toSee = acts?.filter(({ state }) => state !== 'waiting') ?? [];
  const waiting = acts?.filter(({ state }) => state === 'waiting') ?? [];
  return (
    <SideSheet size="min(520px, 100%)" title={t('offline.list.title')} onClose={onClose}>
      {acts?.length === 0 && <Notice title={t('offline.list.emptyTitle')} help={t('offline.list.emptyHelp')} />}
      {toSee.length > 0 && (
        <section aria-label={t('offline.list.toSee')}>
          <h3 className={classes.heading}>{t('offline.list.toSee')}</h3>
          <ul className={classes.acts}>
            {toSee.map((act) => (
              <ActToSee
                key={act.seq}
                act={act}
                onRetry={() => void desk?.retry(act.seq)}
                onSeen={() => void desk?.dismiss(act.seq)}
              />
            ))}
          </ul>
        </section>
      )}
      {waiting.length > 0 && (
        <section aria-label={t('offline.list.waiting')}>
          <h3 className={classes.heading}>{t('offline.list.waiting')}</h3>
          <p className={classes.soft}>{t(online ? 'offline.list.sending' : 'offline.list.waits')}</p>
          {isKept === false && <p className={classes.soft}>{t('offline.storage.notKeptHelp')}</p>}
          {outlook.ofOthers > 0 && (
            <p className={classes.soft}>{t('offline.list.ofOthers', { count: outlook.ofOthers })}</p>
          )}
          <ul className={classes.acts}>
            {waiting.map((act) => (
              <li key={act.seq} className={classes.act}>
                <ActLine act={act} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </SideSheet>
  );
}

function ActLine({ act: { act, deviceTime, clockOffsetMs } }: { readonly act: ListedAct }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const number = act.sale.body.receiptNumber ?? null;
  return (
    <Flex component="p" gap="4px 12px" wrap="wrap" m={0}>
      <strong>{format.money(act.payable)}</strong>
      <span>{act.guestName ?? t('shift.nobody')}</span>
      <span className={classes.soft}>
        {format.time(new Date(deviceTime + clockOffsetMs).toISOString())}
        {number !== null && <> · {t('slip.receipt', { number })}</>}
      </span>
    </Flex>
  );
}

interface ActToSeeProps {
  readonly act: ListedAct;
  readonly onRetry: () => void;
  readonly onSeen: () => void;
}

function ActToSee({ act, onRetry, onSeen }: ActToSeeProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const { answer } = act;
  const isRecorded = act.state === 'different';
  const isFailing = act.state === 'failing';
  return (
    <li className={classes.act} data-refused={!isRecorded}>
      <ActLine act={act} />
      <Text mt={6} fw={600}>
        {said()}
      </Text>
      <p className={classes.soft}>{help()}</p>
      <Flex gap={8} wrap="wrap" mt={10}>
        {!isRecorded && (
          <Button variant="default" onClick={onRetry}>
            {t('offline.list.retry')}
          </Button>
        )}
        {/* It is kept until the server has it. */}
        {!isFailing && (
          <Button variant="default" onClick={onSeen}>
            {t('offline.list.seen')}
          </Button>
        )}
      </Flex>
    </li>
  );

  function said(): string {
    if (isFailing) return t('offline.list.failing');
    if (!isRecorded) return words(problemOf(act)).title;
    return t('offline.list.different', {
      recorded: format.money(answer?.payable ?? 0),
      paid: format.money(act.act.payable),
    });
  }

  function help(): string {
    if (isFailing) return t('offline.list.failingHelp');
    return t(isRecorded ? 'offline.list.differentHelp' : 'offline.list.refusedHelp');
  }
}

function problemOf({ answer }: ListedAct): ApiProblem {
  const { code, title, detail } = answer ?? { code: null, title: null, detail: null };
  const document = { code: code ?? 'unknown', title: title ?? '', status: 422 };
  return new ApiProblem({ ...document, ...(detail !== null && { detail }) }, null);
}
