import { Button, Flex, Group, Text } from '@mantine/core';
import { IconCheck } from '../../shared/icons/icon-check';
import { useEffect, useRef } from 'react';
import { campaignDiscounts } from '../../entities/transaction/campaign-discounts';
import type { Refund, Transaction } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { gaveNothing } from '../../entities/transaction/gave-nothing';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { leftToPay } from '../gifts/check-gifts.rules';
import { GiftLines } from '../gifts/gift-lines';
import { DueWarnings } from '../guest/due-warnings';
import type { DoneAct } from '../machine/till.state';
import { PrintSlip } from '../slip/print-slip';
import { useToldWarnings } from '../slip/use-told-warnings';
import { useTillWords } from '../words/use-till-words';
import { BadgesOfSale } from './badges-of-sale';
import classes from './result.module.css';
import { Stamped } from './stamped';
import { UndoButton } from './undo-button';
import { useUndo } from './use-undo';

interface ResultProps {
  readonly done: DoneAct;
  readonly placeName: string;
  readonly onUndone: (answer: Refund) => void;
  readonly onNext: () => void;
}

/** Each effect of the act in a sentence. The next guest follows by Enter, by a scan, or automatically after the minute. */
export function Result({ done, placeName, onUndone, onNext }: ResultProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const next = useRef<HTMLButtonElement>(null);
  const { answer, guestName, lines, campaigns, gifts } = done;
  const { warnings, onPrint } = useToldWarnings(answer);
  const nothing = answer.trace.filter(gaveNothing);
  const gave = answer.trace.filter((line) => !gaveNothing(line));
  const undo = useUndo({ transactionId: answer.id, recordedAt: done.at, onUndone });

  useEffect(() => {
    next.current?.focus();
  }, []);
  useEffect(() => {
    if (undo.isOver) onNext();
  }, [undo.isOver, onNext]);

  return (
    <Flex component="section" direction="column" gap={16} mih="100%" aria-label={t('done.label')}>
      <Group gap={14} wrap="nowrap">
        <IconCheck className={classes.mark} size={44} stroke={2.5} aria-hidden />
        <Text component="div" fz={20} fw={600} lh={1.35} role="status">
          {guestName === null
            ? t('done.titleNobody', { payable: format.money(answer.payable) })
            : t('done.title', { payable: format.money(answer.payable), name: guestName })}
        </Text>
      </Group>
      <div className={classes.payable}>{format.money(answer.payable)}</div>
      <ul className={classes.story}>
        {answer.discount > 0 && <li>{t('done.discount', { amount: format.money(answer.discount) })}</li>}
        {campaignDiscounts(answer.trace, campaigns).map(({ code, name, amount }) => (
          <li key={code}>{t('done.byCampaign', { name, amount: format.money(-amount) })}</li>
        ))}
        {answer.pointsRedeemed > 0 && (
          <li>{t('done.redeemed', { count: answer.pointsRedeemed, amount: format.money(answer.pointsValue) })}</li>
        )}
        {answer.pointsEarned > 0 && <li>{t('done.earned', { count: answer.pointsEarned })}</li>}
        {answer.balance !== null && guestName !== null && (
          <li>{t('done.balance', { count: answer.balance.available })}</li>
        )}
        <BadgesOfSale sale={answer} />
        <DueWarnings warnings={warnings} />
      </ul>
      <Stamped sale={answer} />
      {gifts.length > 0 && (
        <>
          <GiftLines gifts={gifts} payable={answer.payable} />
          <Text component="div" fz={20} fw={600} lh={1.35}>
            {t('gifts.others', { amount: format.money(Math.max(0, leftToPay(answer.payable, gifts))) })}
          </Text>
        </>
      )}
      {answer.trace.length > 0 && (
        <details className={classes.why} open>
          <summary>{t('done.why')}</summary>
          <Reasons lines={gave} />
          {nothing.length > 0 && (
            <details>
              <summary>{t('done.nothing')}</summary>
              <Reasons lines={nothing} />
            </details>
          )}
        </details>
      )}
      {undo.error !== null && <ProblemNotice words={words(undo.error)} />}
      <div className={classes.actions}>
        <Button ref={next} className={classes.next ?? ''} onClick={onNext} rightSection={<kbd>Enter</kbd>}>
          {t('done.next')}
        </Button>
        <PrintSlip
          sale={answer}
          guestName={guestName}
          placeName={placeName}
          warnings={warnings}
          items={lines}
          campaigns={campaigns}
          onPrint={onPrint}
        />
        <UndoButton undo={undo} />
      </div>
    </Flex>
  );
}

function Reasons({ lines }: { readonly lines: Transaction['trace'] }) {
  return (
    <ul>
      {lines.map(({ rule, reason }, index) => (
        <li key={`${rule}-${String(index)}`}>{reason}</li>
      ))}
    </ul>
  );
}
