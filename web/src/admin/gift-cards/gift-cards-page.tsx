import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  GIFT_STATES,
  type GiftCard,
  giftCardsQuery,
  type WhichGiftCards,
} from '../../entities/gift-card/gift-card.api';
import { useMay } from '../../entities/session/use-may-manage';
import { useIsDistrict } from '../../entities/session/use-district';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { type Column, DataTable, ListPager } from '../../shared/ui/data-table';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { useAddress } from '../../shared/ui/use-address';
import { BatchesPanel } from './batches-panel';
import { endingOf } from '../../entities/gift-card/gift-code.rules';
import classes from './gift-cards.module.css';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

const LONGEST_CODE = 40;
const LAST_FOUR = /^\d{4}$/;

/** Gift cards: batches with their codes, and cards found by the end of their code, by batch and by state. */
export function GiftCardsPage() {
  const { t } = useTranslation('admin');
  const may = useMay();
  const isDistrict = useIsDistrict();
  const mayManage = may('gifts.manage');
  return (
    <>
      <PageHead title={t('giftCards.title')} sub={t('giftCards.sub')}>
        {mayManage && may('reports.read') && !isDistrict && (
          <Button component={Link} variant="default" to="/gift-cards/report">
            {t('giftCards.toReport')}
          </Button>
        )}
      </PageHead>
      {mayManage ? <Desk /> : <Notice title={t('giftCards.readOnlyTitle')} help={t('giftCards.readOnlyHelp')} />}
    </>
  );
}

function Desk() {
  const { address } = useAddress();
  const which = whichOf(address);
  return (
    <>
      <Find />
      {Object.keys(which).length > 0 ? <Cards which={which} /> : <BatchesPanel />}
    </>
  );
}

/** The choice is in the address; a whole code never is, because histories and logs keep addresses. */
function whichOf(address: URLSearchParams): WhichGiftCards {
  const [batchId, last4] = [address.get('batch'), address.get('last4')];
  const state = GIFT_STATES.find((one) => one === address.get('state'));
  return {
    ...(batchId !== null && { batchId }),
    ...(last4 !== null && LAST_FOUR.test(last4) && { last4 }),
    ...(state !== undefined && { state }),
  };
}

function Find() {
  const { t } = useTranslation('admin');
  const { change } = useAddress();
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const ending = endingOf(typed);

  function submit(): void {
    setTried(true);
    if (ending !== null) change({ last4: ending, batch: null, state: null, cursor: null });
  }

  return (
    <Panel title={t('giftCards.find')}>
      <Form className={classes.row} role="search" aria-label={t('giftCards.find')} onSubmit={submit}>
        <TextInput
          flex="1 1 260px"
          maw={480}
          label={t('giftCards.code')}
          description={t('giftCards.codeHelp')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={LONGEST_CODE}
          {...bound(typed, setTyped)}
          error={isTried && ending === null ? t('giftCards.codeWrong') : undefined}
        />
        <Button type="submit">{t('giftCards.search')}</Button>
      </Form>
    </Panel>
  );
}

function Cards({ which }: { readonly which: WhichGiftCards }) {
  const { t } = useTranslation('admin');
  const { address, change, clear } = useAddress();
  const cursor = address.get('cursor') ?? undefined;
  const cards = useQuery(giftCardsQuery(which, cursor));
  const columns = useColumns();
  const batch = which.batchId === undefined ? undefined : cards.data?.items[0]?.batchName;
  return (
    <Panel title={titleOf()}>
      <div className={classes.row} role="group" aria-label={t('giftCards.filters')}>
        <NativeSelect
          label={t('giftCards.state')}
          value={which.state ?? ''}
          data={[
            { value: '', label: t('giftCards.anyState') },
            ...GIFT_STATES.map((value) => ({ value, label: t(`giftCards.states.${value}`) })),
          ]}
          onChange={(event) => change({ cursor: null, state: event.currentTarget.value })}
        />
        <Button variant="default" onClick={clear}>
          {t('giftCards.showAll')}
        </Button>
      </div>
      <DataTable
        reading={cards}
        caption={t('giftCards.found')}
        columns={columns}
        rows={cards.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('giftCards.noneTitle')} help={t('giftCards.noneHelp')} />}
      />
      <ListPager list={cards.data} cursor={cursor} onTurn={(at) => change({ cursor: at ?? null })} />
    </Panel>
  );

  function titleOf(): string {
    if (which.last4 !== undefined) return t('giftCards.foundEnding', { last4: which.last4 });
    return batch === undefined ? t('giftCards.found') : t('giftCards.foundOf', { name: batch });
  }
}

function useColumns(): Column<GiftCard>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return [
    {
      key: 'card',
      title: t('giftCards.card'),
      isName: true,
      cell: ({ id, last4 }) => <Link to={`/gift-cards/${id}`}>{t('giftCards.ending', { last4 })}</Link>,
    },
    {
      key: 'state',
      title: t('giftCards.state'),
      cell: ({ state }) => (
        <StatusBadge meaning={STATUS_MEANINGS.giftCard[state]}>{t(`giftCards.states.${state}`)}</StatusBadge>
      ),
    },
    {
      key: 'balance',
      title: t('giftCards.balance'),
      isFigure: true,
      cell: ({ balance }) => format.money(balance),
    },
    { key: 'batch', title: t('giftCards.batch'), isAside: true, cell: ({ batchName }) => batchName },
    {
      key: 'number',
      title: t('giftCards.number'),
      isFigure: true,
      isAside: true,
      cell: ({ number }) => format.number(number),
    },
    {
      key: 'sold',
      title: t('giftCards.soldAt'),
      isAside: true,
      cell: ({ soldAt }) => (soldAt === null ? t('giftCards.notSold') : format.dateTime(soldAt)),
    },
  ];
}
