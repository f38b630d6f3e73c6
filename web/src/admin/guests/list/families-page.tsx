import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { inForceQuery } from '../../../entities/program/program.api';
import { useIsDistrict } from '../../../entities/session/use-district';
import { listFamilies } from '../../../shared/api/operations';
import { List } from '../../../shared/described/list';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { useMemberName } from '../family/use-member-name';
import { GuestsHead } from './guests-head';

/** The families of the network, or of a district for its manager, the newest first. Each is changed on the page of any of its members. */
export function FamiliesPage() {
  const { t } = useTranslation('admin');
  const nameOf = useMemberName();
  return (
    <>
      <GuestsHead />
      <List
        of={listFamilies}
        title={t('nav.families')}
        empty={<NoFamilies />}
        columns={[
          {
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
            title: t('families.others'),
            isAside: true,
            cell: ({ members }) =>
              members
                .filter(({ role }) => role !== 'HEAD')
                .map((member) =>
                  member.role === 'CHILD' ? t('families.child', { name: nameOf(member) }) : nameOf(member),
                )
                .join(', ') || '—',
          },
          { title: t('families.count'), isFigure: true, cell: ({ members }, format) => format.number(members.length) },
          { of: 'points', title: t('families.points'), as: 'number' },
          { of: 'foundedAt', title: t('families.founded'), as: 'date', isFigure: true, isAside: true },
        ]}
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
