import { Autocomplete, Box, Button, Flex, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CampaignDraft, campaignName } from '../../entities/campaign/campaign.api';
import { type MenuItem, menuItemName, openMenuQuery } from '../../entities/menu/menu.api';
import {
  type ProgramDocument,
  type ProgramSimulation,
  simulationQuery,
  useInForce,
} from '../../entities/program/program.api';
import { currencyDigits, currencySymbol, parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { bound } from '../../shared/ui/bound';
import classes from './campaigns.module.css';
import { type ExampleLine, exampleLineOf, firstLines, itemsOf, MOST_LINES } from './example-check.rules';
import type { MoneyOff } from '../../entities/campaign/money-off';

const PAUSE_MS = 300;
const SUGGESTED = 20;
const MOST_PIECES = 100;
const NO_ITEMS: readonly MenuItem[] = [];

interface ExampleCheckProps {
  readonly document: CampaignDraft;
  readonly moneyOff: MoneyOff;
}

/** One check as the till would decide it, with this campaign between the tier's discount and a coupon. */
export function ExampleCheck(props: ExampleCheckProps) {
  const { t } = useTranslation('admin');
  const inForce = useInForce();
  const menu = useQuery(openMenuQuery);
  if (inForce.isError) return <FailureNotice error={inForce.error} retry={inForce} />;
  return (
    <Panel title={t('campaigns.check.title')}>
      <Help>{t('campaigns.check.help')}</Help>
      {inForce.data === null && <Help>{t('campaigns.check.noProgram')}</Help>}
      <FailureNotice error={menu.error} retry={menu} />
      {inForce.data != null && !menu.isPending && (
        <Check {...props} program={inForce.data.document} menu={menu.data ?? NO_ITEMS} />
      )}
    </Panel>
  );
}

interface CheckProps extends ExampleCheckProps {
  readonly program: ProgramDocument;
  readonly menu: readonly MenuItem[];
}

function Check(props: CheckProps) {
  const { t } = useTranslation('admin');
  const { lines, setLines, isChanged, isWhole, isOld, names, simulation, ...example } = useExample(props);
  const { tier, setTier, coupon, setCoupon, points, setPoints } = example;
  const { symbol, wrongAmount } = useAmounts();
  return (
    <>
      {lines.length === 0 && <Help>{t('campaigns.check.empty')}</Help>}
      {lines.length > 0 && !isWhole && <Help>{t('campaigns.check.unfinished')}</Help>}
      {isWhole && <FailureNotice error={simulation.error} retry={simulation} />}
      {isWhole && !simulation.isError && (
        <div data-old={isOld} aria-live="polite">
          {simulation.data === undefined ? (
            <p role="status">{t('campaigns.counting')}</p>
          ) : (
            <Decided simulation={simulation.data} names={names} />
          )}
        </div>
      )}
      <details className={classes.more}>
        <summary>{t('campaigns.check.change')}</summary>
        <Lines lines={lines} menu={props.menu} onChange={setLines} />
        <Flex gap={8} wrap="wrap" mt={16}>
          <Button
            variant="default"
            disabled={lines.length >= MOST_LINES}
            onClick={() => setLines([...lines, { name: '', category: '', price: '', quantity: 1 }])}
          >
            {t('campaigns.check.addLine')}
          </Button>
          {isChanged && (
            <Button variant="subtle" onClick={() => setLines(null)}>
              {t('campaigns.check.again')}
            </Button>
          )}
        </Flex>
        <div className={classes.fields}>
          <NativeSelect
            label={t('campaigns.check.tier')}
            {...bound(tier, setTier)}
            data={props.program.tiers.map(({ code }) => code)}
          />
          <TextInput
            label={t('campaigns.check.coupon')}
            inputMode="decimal"
            rightSection={symbol}
            {...bound(coupon, setCoupon)}
            error={coupon.trim() === '' ? undefined : wrongAmount(coupon)}
          />
          <WholeNumberInput
            label={t('campaigns.check.points')}
            min={0}
            max={1_000_000}
            value={points}
            onChange={setPoints}
          />
        </div>
      </details>
    </>
  );
}

/** The lines of the example's check, and the server's answer a moment after the last change. */
function useExample({ document, moneyOff, program, menu }: CheckProps) {
  const { t, language } = useTranslation('admin');
  const { currency } = useFormat();
  const { when, caps, budgets, onShortBudget, leastToPay } = document;
  // Null: the check follows the campaign until somebody changes it.
  const [changed, setLines] = useState<readonly ExampleLine[] | null>(null);
  const [tier, setTier] = useState(program.tiers[0]?.code ?? '');
  const [coupon, setCoupon] = useState('');
  const [points, setPoints] = useState<number | ''>('');
  const lines = changed ?? firstLines({ moneyOff, when }, menu, language, currency);
  const items = itemsOf(lines, menu, language, currency);
  const couponAmount = coupon.trim() === '' ? 0 : parseAmount(coupon, currency);
  const name = campaignName(document, language) || t('campaigns.check.nameless');
  const spent = points === '' ? 0 : points;
  const asked = {
    document: program,
    campaign: {
      name,
      moneyOff,
      when,
      caps,
      budgets,
      onShortBudget,
      ...(leastToPay !== undefined && { leastToPay }),
    },
    guest: { tier, ...(spent > 0 && { points: spent }) },
    sale: {
      amount: (items ?? []).reduce((sum, { total }) => sum + total, 0),
      items: items ?? [],
      ...(couponAmount !== null && couponAmount > 0 && { coupon: couponAmount }),
      ...(spent > 0 && { pointsToRedeem: spent }),
    },
  };
  const isWhole = items !== null && items.length > 0 && couponAmount !== null;
  const wanted = JSON.stringify({
    asked,
    names: lines.map((line, index) => line.name.trim() || t('campaigns.check.item', { number: index + 1 })),
  });
  const [settled] = useDebouncedValue(wanted, PAUSE_MS);
  const question = JSON.parse(settled) as { readonly asked: typeof asked; readonly names: readonly string[] };
  const simulation = useQuery({
    ...simulationQuery(question.asked),
    enabled: isWhole && question.asked.sale.items.length > 0,
    placeholderData: keepPreviousData,
  });
  return {
    lines,
    setLines,
    tier,
    setTier,
    coupon,
    setCoupon,
    points,
    setPoints,
    isChanged: changed !== null,
    isWhole,
    isOld: settled !== wanted || simulation.isPlaceholderData,
    names: question.names,
    simulation,
  };
}

interface LinesProps {
  readonly lines: readonly ExampleLine[];
  readonly menu: readonly MenuItem[];
  readonly onChange: (lines: readonly ExampleLine[]) => void;
}

/** The lines of the check; the name of an item of the menu brings its category and price. */
function Lines({ lines, menu, onChange }: LinesProps) {
  const { t, language } = useTranslation('admin');
  const { currency } = useFormat();
  const { symbol, wrongAmount } = useAmounts();
  const change = (index: number, to: Partial<ExampleLine>) =>
    onChange(lines.map((line, place) => (place === index ? { ...line, ...to } : line)));
  const rename = (index: number, typed: string) => {
    const item = menu.find((one) => menuItemName(one, language) === typed);
    const quantity = Number(lines[index]?.quantity) || 1;
    change(index, item === undefined ? { name: typed } : exampleLineOf(item, quantity, language, currency));
  };
  const suggested = [...new Set(menu.map((item) => menuItemName(item, language)))];
  return (
    <ul className={classes.checkLines}>
      {lines.map(({ name, category, price, quantity }, index) => (
        <li key={index} className={classes.fields}>
          <Autocomplete
            className={classes.wide ?? ''}
            label={t('campaigns.check.item', { number: index + 1 })}
            data={suggested}
            limit={SUGGESTED}
            value={name}
            onChange={(typed) => rename(index, typed)}
          />
          <TextInput
            label={t('campaigns.check.category', { number: index + 1 })}
            {...bound(category, (text) => change(index, { category: text }))}
          />
          <TextInput
            label={t('campaigns.check.price', { number: index + 1 })}
            inputMode="decimal"
            rightSection={symbol}
            {...bound(price, (text) => change(index, { price: text }))}
            error={wrongAmount(price)}
          />
          <WholeNumberInput
            label={t('campaigns.check.quantity', { number: index + 1 })}
            min={1}
            max={MOST_PIECES}
            value={quantity}
            onChange={(to) => change(index, { quantity: to })}
          />
          <Button
            variant="subtle"
            aria-label={t('campaigns.check.removeLine', { number: index + 1 })}
            onClick={() => onChange(lines.filter((_, place) => place !== index))}
          >
            {t('campaigns.removeOne')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** The currency symbol of the network, and the function that returns the error message for a typed amount. */
function useAmounts() {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  return {
    symbol: currencySymbol(currency, locale),
    wrongAmount: (typed: string) =>
      parseAmount(typed, currency) === null
        ? t('program.example.amountWrong', { count: currencyDigits(currency) })
        : undefined,
  };
}

const PARTS = ['tierDiscount', 'campaignDiscount', 'couponDiscount', 'pointsValue'] as const;

/** Each line from its price down to what is paid, then the whole check, in the order in which it is decided. */
function Decided({ simulation, names }: { readonly simulation: ProgramSimulation; readonly names: readonly string[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { lines, amount, payable, pointsEarned, trace } = simulation;
  const sum = (part: (typeof PARTS)[number]) => lines.reduce((total, line) => total + line[part], 0);
  return (
    <>
      <ol className={classes.checkLines}>
        {lines.map((line, index) => (
          <li key={index}>
            <strong>{names[index]}</strong>
            <dl className={classes.receipt}>
              <dt>{t('campaigns.check.amount')}</dt>
              <dd>{format.money(line.amount)}</dd>
              {PARTS.filter((part) => line[part] !== 0).map((part) => (
                <Row key={part} name={t(`campaigns.check.${part}`)} value={format.money(-line[part])} />
              ))}
              <dt>{t('campaigns.check.payable')}</dt>
              <dd>{format.money(line.payable)}</dd>
            </dl>
          </li>
        ))}
      </ol>
      <dl className={classes.receipt} aria-label={t('campaigns.check.whole')}>
        <dt>{t('campaigns.check.whole')}</dt>
        <dd>{format.money(amount)}</dd>
        {PARTS.map((part) => (
          <Row key={part} name={t(`campaigns.check.${part}`)} value={format.money(-sum(part))} />
        ))}
        <dt>{t('campaigns.check.payable')}</dt>
        <dd>
          <strong>{format.money(payable)}</strong>
        </dd>
        <dt>{t('campaigns.check.earned')}</dt>
        <dd>{t('campaigns.pointsOf', { count: pointsEarned })}</dd>
      </dl>
      <details>
        <summary>{t('campaigns.check.why')}</summary>
        <Box component="ul" m={0} pl={20} lh={1.55}>
          {trace.map(({ reason }, index) => (
            <li key={index}>{reason}</li>
          ))}
        </Box>
      </details>
    </>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
