import { Button, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconMinus } from '../../shared/icons/icon-minus';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useState } from 'react';
import { parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Dialog } from '../../shared/ui/dialog';
import { type CheckLine, unitsOf } from '../lines/check-line';
import classes from './division.module.css';
import type { CheckPart } from './division.rules';
import { equalShares, MOST_PARTS, type Owner, partsByAmount, partsByLine, singleUnits } from './shares.rules';

type Way = 'EQUAL' | 'AMOUNTS' | 'LINES';

interface DivideDialogProps {
  readonly amount: number;
  readonly lines: readonly CheckLine[];
  readonly onDivide: (parts: readonly CheckPart[]) => void;
  readonly onClose: () => void;
}

/** Divides a check among guests: in equal shares, by amounts, or line by line. */
export function DivideDialog({ amount, lines, onDivide, onClose }: DivideDialogProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const [way, setWay] = useState<Way>(lines.length > 0 ? 'LINES' : 'EQUAL');
  const [count, setCount] = useState(2);
  const [typed, setTyped] = useState<readonly string[]>([]);
  const units = singleUnits(lines);
  const [owners, setOwners] = useState<readonly Owner[]>(() => units.map(() => 0));
  const [chosen, setChosen] = useState<Owner>(1);
  const parts = partsOf();
  const numbers = Array.from({ length: count }, (_, n) => n);

  /** The parts; null: the division is not complete. */
  function partsOf(): readonly CheckPart[] | null {
    if (way === 'LINES') return partsByLine(units, owners, count);
    const amounts = way === 'EQUAL' ? equalShares(amount, count) : typedAmounts();
    return amounts === null || amounts.some((one) => one <= 0) ? null : partsByAmount(lines, amounts);
  }

  /** The typed amounts, with the rest as the last part. */
  function typedAmounts(): readonly number[] | null {
    const first = Array.from({ length: count - 1 }, (_, n) => parseAmount(typed[n] ?? '', format.currency) ?? 0);
    const rest = amount - first.reduce((sum, one) => sum + one, 0);
    return rest > 0 ? [...first, rest] : null;
  }

  function changeCount(next: number): void {
    setCount(next);
    setOwners(owners.map((owner) => (owner !== 'ALL' && owner >= next ? 0 : owner)));
    if (chosen !== 'ALL' && chosen >= next) setChosen(next - 1);
  }

  function amountOfPart(n: number): string {
    if (way !== 'LINES') return format.money(parts?.[n]?.amount ?? 0);
    const own = units.filter((_, at) => owners[at] === n).reduce((sum, { total }) => sum + total, 0);
    const ofAll = units.filter((_, at) => owners[at] === 'ALL').map(({ total }) => equalShares(total, count)[n] ?? 0);
    return format.money(ofAll.reduce((sum, share) => sum + share, own));
  }

  const ownerName = (owner: Owner) => (owner === 'ALL' ? t('divide.all') : t('divide.guest', { number: owner + 1 }));
  return (
    <Dialog title={t('divide.title', { amount: format.money(amount) })} size="40rem" onClose={onClose}>
      <Stack gap={14}>
        <SegmentedControl
          fullWidth
          size="md"
          value={way}
          aria-label={t('divide.way')}
          onChange={(value) => setWay(value as Way)}
          data={[
            ...(lines.length > 0 ? [{ value: 'LINES', label: t('divide.lines') }] : []),
            { value: 'EQUAL', label: t('divide.equal') },
            { value: 'AMOUNTS', label: t('divide.amounts') },
          ]}
        />
        <GuestCount count={count} onChange={changeCount} />
        {way === 'LINES' && <Text c="dimmed">{t('divide.linesHelp')}</Text>}
        <div className={classes.parts} role="group" aria-label={t('divide.parts')}>
          {way === 'LINES'
            ? [...numbers, 'ALL' as const].map((owner) => (
                <Button
                  key={owner}
                  variant={chosen === owner ? 'filled' : 'default'}
                  aria-pressed={chosen === owner}
                  onClick={() => setChosen(owner)}
                >
                  {owner === 'ALL'
                    ? ownerName(owner)
                    : t('divide.part', { name: ownerName(owner), amount: amountOfPart(owner) })}
                </Button>
              ))
            : numbers.map((n) => (
                <ShareOfGuest
                  key={n}
                  name={ownerName(n)}
                  amount={amountOfPart(n)}
                  typed={way === 'AMOUNTS' && n < count - 1 ? (typed[n] ?? '') : null}
                  onType={(value) => setTyped(numbers.map((at) => (at === n ? value : (typed[at] ?? ''))))}
                />
              ))}
        </div>
        {way === 'LINES' && (
          <OwnedLines
            units={units}
            owners={owners}
            chosen={chosen}
            nameOf={ownerName}
            onOwn={(at) => setOwners(owners.map((owner, n) => (n === at ? chosen : owner)))}
          />
        )}
        {parts === null && (
          <Text c="dimmed" role="status">
            {t(way === 'LINES' ? 'divide.emptyPart' : 'divide.wrongAmounts')}
          </Text>
        )}
        <Button
          size="lg"
          disabled={parts === null}
          onClick={() => {
            if (parts !== null) onDivide(parts);
          }}
        >
          {t('divide.submit', { count })}
        </Button>
      </Stack>
    </Dialog>
  );
}

interface GuestCountProps {
  readonly count: number;
  readonly onChange: (count: number) => void;
}

function GuestCount({ count, onChange }: GuestCountProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <div className={classes.count}>
      <span id="divide-count">{t('divide.count')}</span>
      <Button
        variant="default"
        px={0}
        w={44}
        aria-label={t('divide.fewer')}
        disabled={count <= 2}
        onClick={() => onChange(count - 1)}
      >
        <IconMinus size={18} aria-hidden />
      </Button>
      <output aria-labelledby="divide-count">{format.number(count)}</output>
      <Button
        variant="default"
        px={0}
        w={44}
        aria-label={t('divide.more')}
        disabled={count >= MOST_PARTS}
        onClick={() => onChange(count + 1)}
      >
        <IconPlus size={18} aria-hidden />
      </Button>
    </div>
  );
}

interface ShareOfGuestProps {
  readonly name: string;
  readonly amount: string;
  /** The amount that the cashier types; null: it follows from the others. */
  readonly typed: string | null;
  readonly onType: (typed: string) => void;
}

function ShareOfGuest({ name, amount, typed, onType }: ShareOfGuestProps) {
  if (typed !== null)
    return <TextInput size="md" label={name} inputMode="decimal" autoComplete="off" {...bound(typed, onType)} />;
  return (
    <Stack component="p" gap={0} m={0} p="8px 12px" bd="1px solid var(--line)" bdrs={12}>
      <span>{name}</span>
      <span className={classes.figure}>{amount}</span>
    </Stack>
  );
}

interface OwnedLinesProps {
  readonly units: readonly CheckLine[];
  readonly owners: readonly Owner[];
  readonly chosen: Owner;
  readonly nameOf: (owner: Owner) => string;
  /** Gives the line at this index to the chosen owner. */
  readonly onOwn: (at: number) => void;
}

function OwnedLines({ units, owners, chosen, nameOf, onOwn }: OwnedLinesProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <ul className={classes.lines} aria-label={t('divide.linesOf')}>
      {units.map((line, at) => (
        <li key={at}>
          <button type="button" className={classes.line} data-chosen={owners[at] === chosen} onClick={() => onOwn(at)}>
            <span className={classes.name}>
              {unitsOf(line) === 1 ? line.name : `${line.name} × ${format.number(unitsOf(line))}`}
            </span>
            <span className={classes.figure}>{format.money(line.total)}</span>
            <span className={classes.owner}>{nameOf(owners[at] ?? 0)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
