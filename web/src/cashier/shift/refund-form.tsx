import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useRef, useState } from 'react';
import {
  type AwaitingApproval,
  type Refund,
  type RefundQuote,
  refundQuoteQuery,
  refundSale,
  transactionQuery,
} from '../../entities/transaction/transaction.api';
import { useAct } from '../../shared/api/use-act';
import { parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useDecider } from '../../entities/session/decider';
import { useRefundWords } from '../../entities/transaction/use-refund-words';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import formClasses from '../../shared/ui/form.module.css';
import { bound } from '../../shared/ui/bound';
import { useTillWords } from '../words/use-till-words';
import classes from './refund-form.module.css';
import { RefundLines } from './refund-lines';
import { type ChosenLines, linesToRefund } from './refund-lines.rules';

interface RefundFormProps {
  readonly saleId: string;
  /** The sale's amount that was not refunded yet, in minor units. */
  readonly left: number;
  readonly onDone: () => void;
}

type RefundedPart = Parameters<typeof refundQuoteQuery>[1];

/** Long enough that a quickly typed amount is quoted once. */
const PAUSE_MS = 150;

/** Refunds all that is left of a sale, or a part of it. The quote is shown before the refund is confirmed. */
export function RefundForm({ saleId, left, onDone }: RefundFormProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const [part, setPart] = useState<'whole' | 'lines' | 'amount'>('whole');
  const [chosen, setChosen] = useState<ChosenLines>({});
  const sale = useQuery(transactionQuery(saleId));
  const items = sale.data !== undefined && 'items' in sale.data ? sale.data.items : [];
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [refund, setRefund] = useState<Refund | AwaitingApproval | null>(null);
  const act = useAct({
    storedAt: `loyalty.act.refund.${saleId}`,
    send: refundSale(saleId),
    onDone: (answer) => {
      setRefund(answer);
      onDone();
    },
  });
  const expected = useRef<HTMLElement>(null);
  const locked = act.open !== null || act.isPending;
  const amount = parseAmount(typed.replace(',', '.'), format.currency);
  const lines = linesToRefund(items, chosen);
  const missing = missingOf();
  const wanted = JSON.stringify(refundedPart());
  const [settled] = useDebouncedValue(wanted, PAUSE_MS);
  const isAsked = missing === null && settled === wanted;
  const asked = useQuery({
    ...refundQuoteQuery(saleId, JSON.parse(settled) as RefundedPart),
    enabled: refund === null && isAsked,
  });
  const quote = isAsked ? (asked.data ?? null) : null;
  const refused = isAsked ? asked.error : null;

  /** The text for missing input of a partial refund; null: nothing is missing. */
  function missingOf(): string | null {
    if (part === 'amount' && (amount === null || amount === 0)) return t('refund.amountNeeded');
    return part === 'lines' && lines.length === 0 ? t('refund.linesNeeded') : null;
  }

  /** While the form is filled in, scrolls so that the whole quote is visible above the button at the bottom. */
  function showExpected(): void {
    requestAnimationFrame(() => expected.current?.scrollIntoView({ block: 'nearest' }));
  }

  function refundedPart(): RefundedPart {
    if (part === 'lines') return { items: lines };
    return part === 'amount' ? { amount } : {};
  }

  function submit(): void {
    if (act.open !== null) return act.submit(act.open.body);
    if (quote === null || reason.trim() === '') return;
    act.submit({ reason: reason.trim(), ...refundedPart() });
  }

  /** The button's text: what it will do, or what is still missing. */
  function buttonWords(): string {
    if (act.open !== null) return t('take.again');
    if (missing !== null) return missing;
    if (refused !== null) return words(refused).title;
    if (quote === null) return t('take.waiting');
    if (reason.trim() === '') return t('refund.reasonNeeded');
    const payable = format.money(quote.payable);
    if (quote.needsApproval) return t('refund.submitApproval', { amount: payable });
    return quote.payable === 0 ? t('refund.submitPoints') : t('refund.submit', { amount: payable });
  }

  if (refund !== null) return <RefundStory refund={refund} />;
  return (
    <Form onSubmit={submit} onFocus={showExpected} aria-label={t('refund.title')}>
      <SegmentedControl
        fullWidth
        size="md"
        value={part}
        disabled={locked}
        aria-label={t('refund.title')}
        onChange={(value) => setPart(value === 'amount' || value === 'lines' ? value : 'whole')}
        data={[
          { value: 'whole', label: t('refund.whole') },
          ...(items.length > 0 ? [{ value: 'lines', label: t('refund.byLine') }] : []),
          { value: 'amount', label: t('refund.part') },
        ]}
      />
      {part === 'lines' && <RefundLines items={items} chosen={chosen} disabled={locked} onChange={setChosen} />}
      {part === 'amount' && (
        <TextInput
          label={t('refund.amount')}
          description={t('refund.amountHelp', { amount: format.money(left) })}
          inputMode="decimal"
          autoComplete="off"
          disabled={locked}
          {...bound(typed, setTyped)}
          error={refused === null ? undefined : words(refused).help}
        />
      )}
      <TextInput label={t('refund.reason')} disabled={locked} maxLength={200} {...bound(reason, setReason)} />
      {quote !== null && act.open === null && <Expected ref={expected} quote={quote} />}
      {refused !== null && part !== 'amount' && <ProblemNotice words={words(refused)} />}
      {act.error !== null && <ProblemNotice words={words(act.error)} />}
      <Button
        type="submit"
        className={formClasses.submit ?? ''}
        size="lg"
        loading={act.isPending}
        disabled={act.open === null && (quote === null || reason.trim() === '')}
      >
        {buttonWords()}
      </Button>
    </Form>
  );
}

/** The quoted refund: the money, each movement of points with its reason, and whose approval it needs. */
function Expected({ quote, ref }: { readonly quote: RefundQuote; readonly ref: Ref<HTMLElement> }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const decider = useDecider();
  return (
    <section ref={ref} className={classes.story} aria-label={t('refund.expected')} aria-live="polite">
      <strong>{t('refund.handBack', { amount: format.money(quote.payable) })}</strong>
      <Movements trace={quote.trace} />
      {quote.needsApproval && <span>{t('refund.willWait', { decider })}</span>}
    </section>
  );
}

function Movements({ trace }: { readonly trace: RefundQuote['trace'] }) {
  return trace.map(({ rule, reason }, index) => <span key={`${rule}-${String(index)}`}>{reason}</span>);
}

function RefundStory({ refund }: { refund: Refund | AwaitingApproval }) {
  const { t } = useTranslation('cashier');
  const decider = useDecider();
  const format = useFormat();
  const refundWords = useRefundWords();
  const expected = 'refund' in refund ? refund.refund : undefined;
  if (refund.status === 'AWAITING_APPROVAL')
    return (
      <div role="status" className={classes.story}>
        <strong>{t('refund.waits', { decider })}</strong>
        {expected !== undefined && refundWords(expected).map((line) => <span key={line}>{line}</span>)}
      </div>
    );
  return (
    <div role="status" className={classes.story}>
      <strong>{t('refund.handBack', { amount: format.money(refund.payable) })}</strong>
      <Movements trace={refund.trace} />
    </div>
  );
}
