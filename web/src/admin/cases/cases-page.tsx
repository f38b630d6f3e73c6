import { Button, Checkbox, Flex, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Case, CASE_KINDS, CASE_STATUSES, casesQuery, type WhichCases } from '../../entities/case/case.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useSession } from '../../entities/session/session';
import { useMay } from '../../entities/session/use-may-manage';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { TierChip } from '../../entities/tier/tier-chip';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable, ListPager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { type AddressChange, useAddress } from '../../shared/ui/use-address';
import classes from './cases.module.css';
import { NewCase } from './new-case';
import { useNewDialog } from '../../shared/ui/use-new-dialog';
import { bound, switched } from '../../shared/ui/bound';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

/** Requests of guests that people answer, newest first, by status, kind, restaurant and who works on them. */
export function CasesPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const mayManage = useMay()('cases.manage');
  const [isNew, setNew] = useNewDialog();
  const [cursor, setCursor] = useState<string>();
  const { address, change } = useAddress();
  const which = useWhich(address);
  const restaurants = useRestaurants(mayManage);
  const cases = useQuery({ ...casesQuery(which, cursor), enabled: mayManage });
  const columns = useColumns();
  const isFiltered = Object.keys(which).length > 0;

  function choose(members: AddressChange): void {
    setCursor(undefined);
    change(members);
  }

  if (!mayManage)
    return (
      <>
        <PageHead title={t('cases.title')} sub={t('cases.sub')} />
        <Notice title={t('cases.readOnlyTitle')} help={t('cases.readOnlyHelp')} />
      </>
    );
  return (
    <>
      <PageHead title={t('cases.title')} sub={t('cases.sub')}>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setNew(true)}>
          {t('cases.new')}
        </Button>
      </PageHead>
      <DataTable
        tools={
          <Flex gap={12} wrap="wrap" align="end" role="group" aria-label={t('cases.filters')}>
            <NativeSelect
              label={t('cases.status')}
              {...bound(which.status ?? '', (status) => choose({ status }))}
              data={[
                { value: '', label: t('cases.anyStatus') },
                ...CASE_STATUSES.map((value) => ({ value, label: t(`cases.statuses.${value}`) })),
              ]}
            />
            <NativeSelect
              label={t('cases.kind')}
              {...bound(which.kind ?? '', (kind) => choose({ kind }))}
              data={[
                { value: '', label: t('cases.anyKind') },
                ...CASE_KINDS.map((value) => ({ value, label: t(`cases.kinds.${value}`) })),
              ]}
            />
            <NativeSelect
              label={t('cases.restaurant')}
              {...bound(which.restaurantId ?? '', (restaurant) => choose({ restaurant }))}
              data={[
                { value: '', label: t('cases.anyRestaurant') },
                ...(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <Checkbox
              size="md"
              label={t('cases.mine')}
              {...switched(which.assigneeId !== undefined, (checked) => choose({ mine: checked ? 'true' : '' }))}
            />
          </Flex>
        }
        reading={cases}
        caption={t('cases.title')}
        columns={columns}
        rows={cases.data?.items}
        rowKey={({ id }) => id}
        empty={
          isFiltered ? (
            <Notice title={t('cases.noneTitle')} help={t('cases.noneHelp')} />
          ) : (
            <Notice title={t('cases.emptyTitle')} help={t('cases.emptyHelp')} />
          )
        }
      />
      <ListPager list={cases.data} cursor={cursor} onTurn={setCursor} />
      {isNew && <NewCase onOpened={({ id }) => void navigate(`/cases/${id}`)} onClose={() => setNew(false)} />}
    </>
  );
}

/** The filters are in the address, so that a list can be sent to a colleague. */
function useWhich(address: URLSearchParams): WhichCases {
  const session = useSession();
  const own = 'user' in session ? session.user.id : undefined;
  const status = CASE_STATUSES.find((one) => one === address.get('status'));
  const kind = CASE_KINDS.find((one) => one === address.get('kind'));
  const restaurantId = address.get('restaurant');
  return {
    ...(status !== undefined && { status }),
    ...(kind !== undefined && { kind }),
    ...(restaurantId !== null && { restaurantId }),
    ...(address.get('mine') === 'true' && own !== undefined && { assigneeId: own }),
  };
}

function useColumns(): Column<Case>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const colleague = useColleagueNames();
  return [
    column('kind', t('cases.kind'), ({ id, kind }) => <Link to={`/cases/${id}`}>{t(`cases.kinds.${kind}`)}</Link>),
    asideColumn('text', t('cases.text'), ({ text }) => <span className={classes.text}>{text}</span>),
    column('guest', t('cases.guest'), ({ guestId, guestName }) => (
      <Link to={`/guests/${guestId}`}>{guestName ?? t('guests.noName')}</Link>
    )),
    asideColumn('tier', t('cases.tier'), ({ tier }) => <TierChip code={tier} />),
    column('status', t('cases.status'), ({ status }) => (
      <StatusBadge meaning={STATUS_MEANINGS.case[status]}>{t(`cases.statuses.${status}`)}</StatusBadge>
    )),
    asideColumn('assignee', t('cases.assignee'), ({ assigneeId }) =>
      assigneeId === null ? t('cases.nobody') : colleague(assigneeId),
    ),
    asideColumn('opened', t('cases.opened'), ({ createdAt }) => format.dateTime(createdAt)),
  ];
}
