import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { GiftCard } from '../../entities/gift-card/gift-card.api';
import { endingOf } from '../../entities/gift-card/gift-code.rules';
import { useIsDistrict } from '../../entities/session/use-district';
import { useMay } from '../../entities/session/use-may-manage';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { listGiftCards } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { useAddress } from '../../shared/described/use-address';
import { type FiltersOf, useList } from '../../shared/described/use-list';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { BatchesPanel } from './batches-panel';
import classes from './gift-cards.module.css';

const AT_ONCE = 20;
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
  const isAsked = address.has('state') || Object.keys(whichOf(address)).length > 0;
  return (
    <>
      <Find />
      {isAsked ? <Cards /> : <BatchesPanel />}
    </>
  );
}

/** A whole code never is in the address, because histories and logs keep addresses. */
function whichOf(address: URLSearchParams): { readonly batchId?: string; readonly last4?: string } {
  const [batchId, last4] = [address.get('batch'), address.get('last4')];
  return { ...(batchId !== null && { batchId }), ...(last4 !== null && LAST_FOUR.test(last4) && { last4 }) };
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

function Cards() {
  const { t } = useTranslation('admin');
  const { address, clear } = useAddress();
  const params = whichOf(address);
  const filters: FiltersOf<typeof listGiftCards> = {
    state: { label: t('giftCards.state'), all: t('giftCards.anyState'), words: wordsOf },
  };
  const list = useList(listGiftCards, { params, filters, limit: AT_ONCE });
  const batch = params.batchId === undefined ? undefined : list.rows?.[0]?.batchName;
  return (
    <Panel title={titleOf()}>
      <ListTable
        of={listGiftCards}
        list={list}
        title={t('giftCards.found')}
        filters={filters}
        filtersLabel={t('giftCards.filters')}
        tools={
          <Button variant="default" onClick={clear}>
            {t('giftCards.showAll')}
          </Button>
        }
        empty={[t('giftCards.noneTitle'), t('giftCards.noneHelp')]}
        columns={[
          {
            title: t('giftCards.card'),
            isName: true,
            cell: ({ id, last4 }) => <Link to={`/gift-cards/${id}`}>{t('giftCards.ending', { last4 })}</Link>,
          },
          { of: 'state', title: t('giftCards.state'), meanings: STATUS_MEANINGS.giftCard, words: wordsOf },
          { of: 'balance', title: t('giftCards.balance'), as: 'money' },
          { of: 'batchName', title: t('giftCards.batch'), isAside: true },
          { of: 'number', title: t('giftCards.number'), as: 'number', isAside: true },
          { of: 'soldAt', title: t('giftCards.soldAt'), as: 'dateTime', none: t('giftCards.notSold'), isAside: true },
        ]}
      />
    </Panel>
  );

  function wordsOf(state: GiftCard['state']): string {
    return t(`giftCards.states.${state}`);
  }

  function titleOf(): string {
    if (params.last4 !== undefined) return t('giftCards.foundEnding', { last4: params.last4 });
    return batch === undefined ? t('giftCards.found') : t('giftCards.foundOf', { name: batch });
  }
}
