import { Link, useParams } from 'react-router';
import { type FraudAct, type FraudCaseDetail } from '../../entities/fraud/fraud.api';
import { getFraudCase } from '../../shared/api/operations';
import { DetailPage } from '../../shared/described/detail-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { ShortTable } from '../../shared/ui/short-table';
import { useFirstRows } from '../../shared/ui/use-first-rows';
import { DecisionPanel } from './decision-panel';
import classes from './fraud.module.css';
import { PeersChart } from './peers-chart';
import { useFraudWords } from '../../entities/fraud/use-fraud-words';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';

/** One case of fraud watch: its signals, its acts compared with peers, similar cases, and the decision. */
export function FraudCasePage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useFraudWords();
  const { caseId = '' } = useParams();
  return (
    <DetailPage
      of={getFraudCase}
      params={{ id: caseId }}
      back={{ to: '/fraud', text: t('fraud.all') }}
      title={({ subject }) => words.subject(subject)}
      sub={({ state, restaurantName, openedAt }) =>
        t('fraud.caseSub', {
          state: t(`fraud.states.${state}`),
          restaurant: restaurantName ?? t('fraud.wholeNetwork'),
          at: format.dateTime(openedAt),
        })
      }
      head={({ subject: { kind, id } }) => (
        <Link to={kind === 'GUEST' ? `/guests/${id}` : `/staff/${id}`}>
          {t(kind === 'GUEST' ? 'fraud.pageOf.GUEST' : 'fraud.pageOf.CASHIER')}
        </Link>
      )}
    >
      {(found) => (
        <>
          <Signals found={found} />
          <DecisionPanel found={found} />
          <Panel title={t('fraud.acts')}>
            <Acts acts={found.acts} />
          </Panel>
          <PeersChart peers={found.peers} />
          <Panel title={t('fraud.similar')}>
            <Similar similar={found.similar} />
          </Panel>
        </>
      )}
    </DetailPage>
  );
}

function Signals({ found: { signals } }: { readonly found: FraudCaseDetail }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useFraudWords();
  const { shown, more } = useFirstRows(signals);
  return (
    <Panel title={t('fraud.signals')}>
      <ul className={classes.list}>
        {shown.map((signal) => (
          <li key={`${signal.rule} ${signal.at} ${signal.acts.join()}`}>
            <p>{words.signal(signal)}</p>
            <Help>
              {t('fraud.signalAt', { at: format.dateTime(signal.at), version: format.number(signal.version) })}
            </Help>
          </li>
        ))}
      </ul>
      {more}
    </Panel>
  );
}

function Acts({ acts }: { readonly acts: readonly FraudAct[] }) {
  const format = useFormat();
  const words = useFraudWords();
  const place = ({ restaurant, pointOfSale }: FraudAct) =>
    [restaurant, pointOfSale].filter((name) => name !== null).join(' · ');
  const { t } = useTranslation('admin');
  return (
    <ShortTable
      caption={t('analytics.table', { title: t('fraud.acts') })}
      rows={acts}
      rowKey={({ id }) => id}
      empty={<Help>{t('fraud.noActs')}</Help>}
      columns={[
        {
          title: t('fraud.at'),
          isName: true,
          cell: ({ id, at, giftCardId }) => (
            <Link to={giftCardId === null ? `/receipts/${id}` : `/gift-cards/${giftCardId}`}>
              {format.exactTime(at)}
            </Link>
          ),
        },
        { title: t('fraud.act'), cell: ({ kind }) => words.act(kind) },
        {
          title: t('fraud.guest'),
          cell: ({ guestId, guest }) =>
            guestId === null ? (
              t('fraud.noGuest')
            ) : (
              <Link to={`/guests/${guestId}`}>{guest ?? t('guests.noName')}</Link>
            ),
        },
        { title: t('fraud.identified'), cell: ({ identifiedBy }) => words.identified(identifiedBy) },
        { title: t('fraud.restaurant'), isAside: true, cell: place },
        { of: 'cashier', title: t('fraud.cashier'), none: '', isAside: true },
        { of: 'payable', title: t('fraud.paid'), as: 'money' },
        { of: 'earned', title: t('fraud.earned'), as: 'number' },
        { of: 'redeemed', title: t('fraud.redeemed'), as: 'number' },
      ]}
    />
  );
}

function Similar({ similar }: { readonly similar: FraudCaseDetail['similar'] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <DataTable
      caption={t('analytics.table', { title: t('fraud.similar') })}
      rows={similar}
      rowKey={({ id }) => id}
      empty={<Help>{t('fraud.similarNone')}</Help>}
      columns={[
        {
          title: t('fraud.decidedAt'),
          isName: true,
          cell: ({ id, state, decidedAt }) => (
            <Link to={`/fraud/cases/${id}`}>
              {decidedAt === null ? t(`fraud.states.${state}`) : format.date(decidedAt)}
            </Link>
          ),
        },
        {
          of: 'state',
          title: t('fraud.state'),
          meanings: STATUS_MEANINGS.fraud,
          words: (state) => t(`fraud.states.${state}`),
        },
        { of: 'ground', title: t('fraud.ground'), none: '' },
      ]}
    />
  );
}
