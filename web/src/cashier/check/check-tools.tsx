import { IconReceipt2 } from '../../shared/icons/icon-receipt-2';
import { IconToolsKitchen2 } from '../../shared/icons/icon-tools-kitchen-2';
import { IconUsers } from '../../shared/icons/icon-users';
import { Suspense, useState } from 'react';
import { useLinesAtTill } from '../../entities/network/network.api';
import type { CheckQuote } from '../../entities/transaction/transaction.api';
import { newKey } from '../../shared/api/act-key';
import { lazyPart } from '../../shared/api/lazy-part';
import { typedAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from '../division/division.module.css';
import { type CheckPart, turnTo } from '../division/division.rules';
import { type CheckInFront, mergeCheck, type OpenCheck, splitCheck, useOpenChecks } from '../division/open-checks';
import { type CheckLine, sumOf } from '../lines/check-line';
import { type CheckDraft, type DraftChange, draftOfPart, EMPTY_DRAFT } from '../machine/draft';

const PartsBar = lazyPart(() => import('../division/parts-bar').then((module) => module.PartsBar));
const MenuDialog = lazyPart(() => import('../lines/menu-dialog').then((module) => module.MenuDialog));
const DivideDialog = lazyPart(() => import('../division/divide-dialog').then((module) => module.DivideDialog));
const OpenChecksDialog = lazyPart(() =>
  import('../division/open-checks-dialog').then((module) => module.OpenChecksDialog),
);

interface CheckToolsProps {
  readonly draft: CheckDraft;
  /** Null: not entered yet. */
  readonly amount: number | null;
  readonly pointOfSaleId: string;
  /** The quote of exactly this check; null: none yet. */
  readonly quote: CheckQuote | null;
  readonly disabled: boolean;
  readonly onChange: (change: DraftChange) => void;
  /** Returns the focus to the check. */
  readonly onClosed: () => void;
}

/** Tools before a check is charged: menu items, division among guests, and checks of other tables. */
export function CheckTools({ draft, amount, pointOfSaleId, quote, disabled, onChange, onClosed }: CheckToolsProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const hasMenu = useLinesAtTill();
  const open = useOpenChecks(pointOfSaleId);
  const [dialog, setDialog] = useState<'menu' | 'divide' | 'checks' | null>(null);
  const { division, lines, merged } = draft;
  const hasAmount = amount !== null && amount > 0;
  const front: CheckInFront = { amount: amount ?? 0, lines, merged };

  function close(): void {
    setDialog(null);
    onClosed();
  }

  function changeLines(next: readonly CheckLine[]): void {
    onChange({ lines: next, amountTyped: next.length === 0 ? '' : typedAmount(sumOf(next), format.currency) });
  }

  function changeFront(next: CheckInFront): void {
    const amountTyped = next.amount === 0 ? '' : typedAmount(next.amount, format.currency);
    onChange({ lines: next.lines, merged: next.merged, amountTyped });
  }

  function divide(parts: readonly CheckPart[]): void {
    const own = parts.map((part, n) => (n === 0 ? { ...part, guestId: draft.guestId } : part));
    onChange(
      draftOfPart({ orderId: `check-${newKey()}`, amount: front.amount, lines, parts: own, at: 0 }, format.currency),
    );
    close();
  }

  function setAside(label: string): OpenCheck {
    const { guestId, receiptNumber } = draft;
    return { id: newKey(), label, ...front, guestId, receiptNumber };
  }

  function take(check: OpenCheck): void {
    open.replace(check.id, ...(hasAmount ? [setAside(t('checks.unnamed'))] : []));
    const { guestId, receiptNumber, lines: taken, merged: mergedBefore } = check;
    const amountTyped = typedAmount(check.amount, format.currency);
    onChange({ ...EMPTY_DRAFT, guestId, receiptNumber, amountTyped, lines: taken, merged: mergedBefore });
    close();
  }

  if (division !== null)
    return (
      <Suspense>
        <PartsBar
          division={division}
          guestId={draft.guestId}
          disabled={disabled}
          onTurn={(at) => onChange(draftOfPart(turnTo(division, at, draft.guestId), format.currency))}
          onJoin={() =>
            onChange({
              division: null,
              lines: division.lines,
              amountTyped: typedAmount(division.amount, format.currency),
            })
          }
        />
      </Suspense>
    );
  return (
    <div className={classes.tools}>
      {hasMenu && (
        <button type="button" className={classes.tool} disabled={disabled} onClick={() => setDialog('menu')}>
          <IconToolsKitchen2 size={20} stroke={1.75} aria-hidden />
          {lines.length === 0 ? t('menu.open') : t('menu.lines', { count: lines.length })}
        </button>
      )}
      <button
        type="button"
        className={classes.tool}
        disabled={disabled || !hasAmount}
        onClick={() => setDialog('divide')}
      >
        <IconUsers size={20} stroke={1.75} aria-hidden />
        {t('divide.open')}
      </button>
      <button type="button" className={classes.tool} disabled={disabled} onClick={() => setDialog('checks')}>
        <IconReceipt2 size={20} stroke={1.75} aria-hidden />
        {t('checks.open', { count: open.checks.length })}
      </button>
      <Suspense>
        {dialog === 'menu' && <MenuDialog lines={lines} quote={quote} onChange={changeLines} onClose={close} />}
        {dialog === 'divide' && <DivideDialog amount={front.amount} lines={lines} onDivide={divide} onClose={close} />}
        {dialog === 'checks' && (
          <OpenChecksDialog
            checks={open.checks}
            hasAmount={hasAmount}
            merged={merged}
            onSetAside={(label) => {
              open.add(setAside(label));
              onChange(EMPTY_DRAFT);
              close();
            }}
            onTake={take}
            onMerge={(check) => {
              open.replace(check.id);
              changeFront(mergeCheck(front, check, t('checks.front')));
              close();
            }}
            onSplit={(check) => {
              const [rest, split] = splitCheck(front, check);
              open.add(split);
              changeFront(rest);
            }}
            onDrop={(check) => open.replace(check.id)}
            onClose={close}
          />
        )}
      </Suspense>
    </div>
  );
}
