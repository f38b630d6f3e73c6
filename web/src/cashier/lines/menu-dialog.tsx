import { Box, Button, Flex, Text, TextInput } from '@mantine/core';
import { IconMinus } from '../../shared/icons/icon-minus';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { menuItemName, openMenuQuery } from '../../entities/menu/menu.api';
import type { CheckQuote } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useTillWords } from '../words/use-till-words';
import { addItem, changeUnits, type CheckLine, sumOf, unitsOf } from './check-line';
import classes from './menu-dialog.module.css';

interface MenuDialogProps {
  readonly lines: readonly CheckLine[];
  /** The quote of exactly these lines; null: none. */
  readonly quote: Pick<CheckQuote, 'amount' | 'discount' | 'discountByLine'> | null;
  readonly onChange: (lines: readonly CheckLine[]) => void;
  readonly onClose: () => void;
}

/**
 * The menu: each press adds one unit. Enter in the search adds the first item found. If Enter is pressed before the menu has loaded, this happens
 * when the menu arrives, unless the search was changed meanwhile.
 */
export function MenuDialog({ lines, quote, onChange, onClose }: MenuDialogProps) {
  const { t, language } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const menu = useQuery(openMenuQuery);
  const [search, setSearch] = useState('');
  /** Enter was pressed before the menu had loaded. */
  const [entered, setEntered] = useState(false);
  const [category, setCategory] = useState<string | null>(null);
  const items = menu.data ?? [];
  const categories = [...new Set(items.flatMap((item) => item.category ?? []))];
  const wanted = search.trim().toLocaleLowerCase();
  const found = items.filter((item) =>
    wanted === ''
      ? category === null || item.category === category
      : [item.code, item.name.ru, item.name.en].some((text) => text?.toLocaleLowerCase().includes(wanted)),
  );

  function add(item: (typeof items)[number]): void {
    onChange(addItem(lines, item, language));
  }

  function addFirst(): void {
    const [first] = found;
    if (wanted === '' || first === undefined) return;
    add(first);
    setSearch('');
  }

  useEffect(() => {
    if (!entered || !menu.isSuccess) return;
    setEntered(false);
    addFirst();
  });

  return (
    <Dialog title={t('menu.title')} size="64rem" onClose={onClose}>
      <div className={classes.menu}>
        <div className={classes.goods}>
          <TextInput
            data-autofocus
            size="md"
            label={t('menu.search')}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              setEntered(false);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              if (menu.isPending) setEntered(true);
              else addFirst();
            }}
          />
          {categories.length > 0 && wanted === '' && (
            <Flex gap={8} wrap="wrap" role="group" aria-label={t('menu.categories')}>
              {[null, ...categories].map((name) => (
                <Button
                  key={name ?? ''}
                  variant={category === name ? 'filled' : 'default'}
                  aria-pressed={category === name}
                  onClick={() => setCategory(name)}
                >
                  {name ?? t('menu.all')}
                </Button>
              ))}
            </Flex>
          )}
          {menu.isPending && <Loading />}
          {menu.isError && <ProblemNotice words={words(menu.error)} />}
          {menu.isSuccess && items.length === 0 && <Notice title={t('menu.emptyTitle')} help={t('menu.emptyHelp')} />}
          {menu.isSuccess && items.length > 0 && found.length === 0 && <Text c="dimmed">{t('menu.nothing')}</Text>}
          <ul className={classes.items} aria-label={t('menu.items')}>
            {found.map((item) => (
              <li key={item.id}>
                <button type="button" className={classes.item} onClick={() => add(item)}>
                  <span>{menuItemName(item, language)}</span>
                  <span className={classes.price}>{format.money(item.price)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
        <CheckLines lines={lines} quote={quote} onChange={onChange} onClose={onClose} />
      </div>
    </Dialog>
  );
}

/** The lines of the check with their units, and its sum. */
function CheckLines({ lines, quote, onChange, onClose }: MenuDialogProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <div className={classes.check}>
      <Box component="h3" m={0} fz="1rem">
        {t('menu.check')}
      </Box>
      {lines.length === 0 && <Text c="dimmed">{t('menu.noLines')}</Text>}
      <ul className={classes.lines} aria-label={t('menu.check')}>
        {lines.map((line, at) => (
          <li key={`${line.from ?? ''} ${line.sku ?? line.name} ${String(line.unitPrice)}`} className={classes.line}>
            <span className={classes.name}>{line.name}</span>
            <LinePrice total={line.total} discount={quote?.discountByLine[at] ?? 0} />
            <span className={classes.units}>
              <Button
                variant="default"
                px={0}
                w={44}
                aria-label={t('menu.fewer', { name: line.name })}
                onClick={() => onChange(changeUnits(lines, at, -1))}
              >
                <IconMinus size={18} aria-hidden />
              </Button>
              <output>{format.number(unitsOf(line))}</output>
              <Button
                variant="default"
                px={0}
                w={44}
                aria-label={t('menu.more', { name: line.name })}
                onClick={() => onChange(changeUnits(lines, at, 1))}
              >
                <IconPlus size={18} aria-hidden />
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {quote !== null && quote.discount > 0 && (
        <Text c="dimmed" role="status">
          {t('menu.discounted', {
            before: format.money(quote.amount),
            after: format.money(quote.amount - quote.discount),
          })}
        </Text>
      )}
      <Button size="lg" onClick={onClose}>
        {t('menu.done', { amount: format.money(sumOf(lines)) })}
      </Button>
    </div>
  );
}

/** The price of a line and, with a discount, the price after it. */
function LinePrice({ total, discount }: { readonly total: number; readonly discount: number }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  if (discount === 0) return <span className={classes.price}>{format.money(total)}</span>;
  return (
    <span className={classes.price}>
      <span className="visually-hidden">{t('menu.before')} </span>
      <s>{format.money(total)}</s> <span className="visually-hidden">{t('menu.after')} </span>
      {format.money(total - discount)}
    </span>
  );
}
