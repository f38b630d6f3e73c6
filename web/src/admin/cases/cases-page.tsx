import { Link, useNavigate } from 'react-router';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useSession } from '../../entities/session/session';
import { useMay } from '../../entities/session/use-may-manage';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { TierChip } from '../../entities/tier/tier-chip';
import { listCases, openCase } from '../../shared/api/operations';
import { ListPage } from '../../shared/described/list-page';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './cases.module.css';
import { NewCase } from './new-case';

/** Requests of guests that people answer, newest first, by status, kind, restaurant and who works on them. */
export function CasesPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const mayManage = useMay()('cases.manage');
  const session = useSession();
  const { data: restaurants = [] } = useRestaurants(mayManage);
  const colleague = useColleagueNames();
  return (
    <ListPage
      of={listCases}
      title={t('cases.title')}
      sub={t('cases.sub')}
      readOnly={[t('cases.readOnlyTitle'), t('cases.readOnlyHelp')]}
      limit={20}
      filtersLabel={t('cases.filters')}
      filters={{
        status: { label: t('cases.status'), all: t('cases.anyStatus'), words: (one) => t(`cases.statuses.${one}`) },
        kind: { label: t('cases.kind'), all: t('cases.anyKind'), words: (one) => t(`cases.kinds.${one}`) },
        restaurantId: {
          at: 'restaurant',
          label: t('cases.restaurant'),
          all: t('cases.anyRestaurant'),
          choices: restaurants.map(({ id, name }) => ({ value: id, label: name })),
        },
        assigneeId: { at: 'mine', label: t('cases.mine'), on: 'user' in session ? session.user.id : undefined },
      }}
      empty={[t('cases.emptyTitle'), t('cases.emptyHelp')]}
      none={[t('cases.noneTitle'), t('cases.noneHelp')]}
      add={{
        of: openCase,
        isAllowed: mayManage,
        text: t('cases.new'),
        dialog: (close) => <NewCase onOpened={({ id }) => void navigate(`/cases/${id}`)} onClose={close} />,
      }}
      columns={[
        { title: t('cases.kind'), cell: ({ id, kind }) => <Link to={`/cases/${id}`}>{t(`cases.kinds.${kind}`)}</Link> },
        {
          of: 'text',
          title: t('cases.text'),
          isAside: true,
          words: (text) => <span className={classes.text}>{text}</span>,
        },
        {
          title: t('cases.guest'),
          cell: ({ guestId, guestName }) => <Link to={`/guests/${guestId}`}>{guestName ?? t('guests.noName')}</Link>,
        },
        { title: t('cases.tier'), isAside: true, cell: ({ tier }) => <TierChip code={tier} /> },
        {
          of: 'status',
          title: t('cases.status'),
          meanings: STATUS_MEANINGS.case,
          words: (status) => t(`cases.statuses.${status}`),
        },
        { of: 'assigneeId', title: t('cases.assignee'), words: colleague, none: t('cases.nobody'), isAside: true },
        { of: 'createdAt', title: t('cases.opened'), as: 'dateTime', isAside: true },
      ]}
    />
  );
}
