import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { familiesQuery, type ListedFamily } from '../../../entities/family/family.api';
import { inForceQuery } from '../../../entities/program/program.api';
import { useIsDistrict } from '../../../entities/session/use-district';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { type Column, DataTable, figureAsideColumn, figureColumn, ListPager } from '../../../shared/ui/data-table';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { GuestsHead } from './guests-head';
import { useMemberName } from '../family/member-row';

/** The families of the network, or of a district for its manager, the newest first. Each is changed on the page of any of its members. */
export function FamiliesPage() {
  const { t } = useTranslation('admin');
  const [address, setAddress] = useSearchParams();
  const cursor = address.get('cursor') ?? undefined;
  const families = useQuery(familiesQuery(cursor));
  const columns = useFamilyColumns();
  return (
    <>
      <GuestsHead />
      <DataTable
        reading={families}
        caption={t('nav.families')}
        columns={columns}
        rows={families.data?.items}
        rowKey={({ id }) => id}
        empty={<NoFamilies />}
      />
      <ListPager
        list={families.data}
        cursor={cursor}
        onTurn={(at) => setAddress(at === undefined ? {} : { cursor: at })}
      />
    </>
  );
}

/** The empty state says what is missing: a guest to found a family, or a programme that allows families. */
function NoFamilies() {
  const { t } = useTranslation('admin');
  const program = useQuery(inForceQuery);
  const isDistrict = useIsDistrict();
  if (program.isPending) return <Loading />;
  const isOpen = program.data?.document.families !== undefined;
  return (
    <Notice
      title={t('families.emptyTitle')}
      help={isOpen ? t('families.emptyHelp') : isDistrict ? t('families.closedInGroup') : t('families.closedHelp')}
      actions={[
        isOpen || isDistrict
          ? { label: t('families.toGuests'), href: '/admin/guests' }
          : { label: t('families.toPrograms'), href: '/admin/programs' },
      ]}
    />
  );
}

function useFamilyColumns(): Column<ListedFamily>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useMemberName();
  return [
    {
      key: 'head',
      title: t('families.head'),
      cell: ({ members }) =>
        members
          .filter(({ role }) => role === 'HEAD')
          .map((head) => (
            <Link key={head.guestId} to={`/guests/${head.guestId}`}>
              {nameOf(head)}
            </Link>
          )),
    },
    {
      key: 'others',
      title: t('families.others'),
      isAside: true,
      cell: ({ members }) =>
        members
          .filter(({ role }) => role !== 'HEAD')
          .map((member) => (member.role === 'CHILD' ? t('families.child', { name: nameOf(member) }) : nameOf(member)))
          .join(', ') || '—',
    },
    figureColumn('count', t('families.count'), ({ members }) => format.number(members.length)),
    figureColumn('points', t('families.points'), ({ points }) => format.number(points)),
    figureAsideColumn('founded', t('families.founded'), ({ foundedAt }) => format.date(foundedAt)),
  ];
}
