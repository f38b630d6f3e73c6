import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ProgramDocument } from '../../../entities/program/program.api';
import type { AskProgramSearch, ProgramFigure, SearchMove } from '../../../entities/program/search.api';
import { decimalText, parseDecimal } from '../../../shared/format/decimal';
import { currencyDigits, currencySymbol, decimalSeparator } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import { Form } from '../../../shared/ui/form';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { RemoveButton } from '../../../shared/document/remove-button';
import classes from './search.module.css';
import { decimalsOf, useFigureWords } from './use-figure-words';

interface SearchLine {
  readonly of: ProgramFigure;
  readonly from: string;
  readonly to: string;
}

interface SearchFormProps {
  readonly document: ProgramDocument;
  readonly figures: readonly ProgramFigure[];
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onBegin: (body: AskProgramSearch) => void;
}

const PER_CENT = 'PER_CENT';

/** Goals, and the figures that may move to reach them. */
export function SearchForm({ document, figures, isBusy, error, onBegin }: SearchFormProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  const words = useFigureWords(document);
  const decimals = (unit: ProgramFigure['unit']) => decimalsOf(unit, currencyDigits(currency));
  const text = (of: ProgramFigure, value: number) => decimalText(value, decimals(of.unit), decimalSeparator(locale));
  const lineOf = (of: ProgramFigure): SearchLine => ({ of, from: text(of, of.from), to: text(of, of.to) });
  const [lines, setLines] = useState(() => usualFigures(figures).map(lineOf));
  const [cost, setCost] = useState('');
  const [losers, setLosers] = useState('');
  const [keepsVisit, setKeepsVisit] = useState(true);
  const [isSent, setIsSent] = useState(false);

  const free = figures.filter((one) => !lines.some(({ of }) => of === one || keyOf(of) === keyOf(one)));
  const moves = lines.map(({ of, from, to }) => ({
    ...of,
    from: parseDecimal(from, decimals(of.unit)),
    to: parseDecimal(to, decimals(of.unit)),
  }));
  const goals = { cost: shareOf(cost), losers: shareOf(losers) };
  const wrongNumber = (value: number | null | undefined) =>
    isSent && value === undefined && t('program.search.wrongNumber');

  function begin(): void {
    setIsSent(true);
    const asked: SearchMove[] = [];
    for (const { figure, tier, from, to } of moves) {
      if (from === null || to === null || from > to) return;
      asked.push({ figure, tier, from, to });
    }
    if (asked.length === 0 || goals.cost === undefined || goals.losers === undefined) return;
    onBegin({ moves: asked, goals: { costAtMostPpm: goals.cost, losersAtMostPpm: goals.losers, keepsVisit } });
  }

  return (
    <Panel title={t('program.search.question')}>
      <Form onSubmit={begin}>
        <p className={classes.help}>{t('program.search.movesHelp')}</p>
        <ul className={classes.moves} aria-label={t('program.search.moves')}>
          {lines.map((line, at) => (
            <Move
              key={keyOf(line.of)}
              line={line}
              move={moves[at]}
              others={free}
              isSent={isSent}
              words={words}
              onChange={(changed) => setLines(lines.with(at, changed))}
              onFigure={(of) => setLines(lines.with(at, lineOf(of)))}
              onRemove={lines.length > 1 ? () => setLines(lines.toSpliced(at, 1)) : undefined}
            />
          ))}
        </ul>
        {free[0] !== undefined && lines.length < MOST_MOVES && (
          <Button
            variant="default"
            className={classes.add ?? ''}
            onClick={() => setLines([...lines, ...free.slice(0, 1).map(lineOf)])}
          >
            {t('program.search.add')}
          </Button>
        )}
        <fieldset className={classes.goals}>
          <legend>{t('program.search.goals')}</legend>
          <TextInput
            label={t('program.search.cost')}
            description={t('program.search.costHelp')}
            inputMode="decimal"
            autoComplete="off"
            {...bound(cost, setCost)}
            error={wrongNumber(goals.cost)}
          />
          <TextInput
            label={t('program.search.losers')}
            description={t('program.search.losersHelp')}
            inputMode="decimal"
            autoComplete="off"
            {...bound(losers, setLosers)}
            error={wrongNumber(goals.losers)}
          />
          <Switch
            label={t('program.search.keepsVisit')}
            checked={keepsVisit}
            onChange={({ currentTarget }) => setKeepsVisit(currentTarget.checked)}
          />
        </fieldset>
        <p className={classes.help}>{t('program.search.assumes')}</p>
        <FailureNotice error={error} />
        <Button type="submit" loading={isBusy} className={classes.add ?? ''}>
          {t('program.search.begin')}
        </Button>
      </Form>
    </Panel>
  );
}

interface MoveProps {
  readonly line: SearchLine;
  /** The typed bounds as numbers; null: the text is not a number. */
  readonly move: { readonly from: number | null; readonly to: number | null } | undefined;
  /** The figures that no line of the form uses yet. */
  readonly others: readonly ProgramFigure[];
  readonly isSent: boolean;
  readonly words: ReturnType<typeof useFigureWords>;
  readonly onChange: (line: SearchLine) => void;
  readonly onFigure: (figure: ProgramFigure) => void;
  /** Undefined: the form has no other line, so this line stays. */
  readonly onRemove: (() => void) | undefined;
}

/** A figure that the search may change, with the bounds between which it may. */
function Move({ line, move, others, isSent, words, onChange, onFigure, onRemove }: MoveProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  const { of } = line;
  const { from = null, to = null } = move ?? {};
  const suffix = { PER_CENT: '%', TIMES: '×', MONEY: currencySymbol(currency, locale), COUNT: '' };
  const isWrong = (value: number | null) => isSent && value === null && t('program.search.wrongNumber');
  const areTurned = isSent && from !== null && to !== null && from > to && t('program.search.wrongBounds');
  const side = (name: 'from' | 'to', wrong: string | false) => (
    <TextInput
      label={t(`program.search.${name}`)}
      inputMode="decimal"
      autoComplete="off"
      className={classes.bound ?? ''}
      {...bound(line[name], (value) => onChange({ ...line, [name]: value }))}
      error={wrong}
      rightSection={suffix[of.unit]}
      rightSectionPointerEvents="none"
    />
  );
  return (
    <li className={classes.move}>
      <NativeSelect
        label={t('program.search.figure')}
        className={classes.figure ?? ''}
        description={t('program.search.now', { value: words.valueOf(of, of.value) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={keyOf(of)}
        data={[of, ...others].map((one) => ({ value: keyOf(one), label: words.nameOf(one) }))}
        onChange={({ currentTarget }) => {
          const next = others.find((one) => keyOf(one) === currentTarget.value);
          if (next !== undefined) onFigure(next);
        }}
      />
      {side('from', isWrong(from))}
      {side('to', isWrong(to) || areTurned)}
      {onRemove !== undefined && (
        <RemoveButton label={t('program.search.remove', { figure: words.nameOf(of) })} onClick={onRemove} />
      )}
    </li>
  );
}

const MOST_MOVES = 12;

/** The figures that a search usually begins with. */
function usualFigures(figures: readonly ProgramFigure[]): readonly ProgramFigure[] {
  const discount = figures.find(({ figure, value }) => figure === 'TIER_DISCOUNT' && value > 0);
  return figures.filter((one) => one.figure === 'EARNING_RATE' || one.figure === 'POINTS_SHARE' || one === discount);
}

function keyOf({ figure, tier }: Pick<ProgramFigure, 'figure' | 'tier'>): string {
  return `${figure} ${tier ?? ''}`;
}

/** Parts per million of a typed per cent. Null: nothing is typed; undefined: no such number. */
function shareOf(typed: string): number | null | undefined {
  if (typed.trim() === '') return null;
  const value = parseDecimal(typed, decimalsOf(PER_CENT, 0));
  return value === null || value > 1_000_000 ? undefined : value;
}
