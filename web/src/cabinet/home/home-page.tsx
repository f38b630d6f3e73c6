import { Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ownSectionsQuery } from '../../entities/guest-account/guest-account.api';
import { balanceQuery, guestQuery } from '../../entities/guest/guest.api';
import { useLook } from '../../entities/look/look.api';
import { StampRow } from '../../entities/stamp-card/stamp-row';
import { useOnline } from '../../shared/api/connection';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Panel } from '../../shared/ui/page';
import { usePageTitle } from '../../shared/ui/page-title';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { KeepCard } from '../card/keep-card';
import { OwnCardPanel } from '../card/own-card';
import { LastVisitQuestion } from '../feedback/own-question';
import { useGuestId } from '../frame/use-guest-id';
import { readLastVisitOf } from '../card/last-visit';
import { Confirmations } from './confirmations';
import classes from './home-page.module.css';
import { Points } from './points';

/** The card with points and tier in one look, and below it what changes from visit to visit. */
export function HomePage() {
  const { t } = useTranslation('cabinet');
  const { name, code } = useNetwork();
  const guestId = useGuestId();
  const online = useOnline();
  const { data: look } = useLook(code);
  const [before] = useState(() => readLastVisitOf(code, guestId));
  const guest = useQuery(guestQuery(guestId));
  const balance = useQuery(balanceQuery(guestId));
  const sections = useQuery(ownSectionsQuery(guestId));
  usePageTitle(name);
  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">{name}</h1>
      <div className={classes.first}>
        {!online && (
          <Text role="status" py={12} px={16} bdrs={12} bg="var(--warn-wash)" c="var(--warn)">
            {t('offline.help')}
          </Text>
        )}
        <Confirmations guestId={guestId} />
        <OwnCardPanel guestId={guestId} />
      </div>
      <Box miw={0}>
        <FailureNotice error={balance.error} retry={balance} />
        {balance.data !== undefined && (
          <Points
            guestId={guestId}
            balance={balance.data}
            hasTiers={sections.data?.tiers !== false}
            pointValue={sections.data?.pointValue ?? null}
            before={before?.available ?? null}
          />
        )}
        {online && guest.data?.blocked !== true && <KeepCard guestId={guestId} />}
        {look?.texts.welcome == null ? null : <p className={classes.welcome}>{look.texts.welcome}</p>}
        <LastVisitQuestion guestId={guestId} />
        {(balance.data?.stamps.length ?? 0) > 0 && (
          <Panel title={t('stamps.title')}>
            <div className={classes.stamps}>
              {balance.data?.stamps.map(({ cardId, name: card, collected, size, completed, endsAt }) => (
                <StampRow
                  key={cardId}
                  name={card}
                  collected={collected}
                  fresh={Math.max(0, collected - (before?.stamps?.[cardId] ?? collected))}
                  size={size}
                  completed={completed}
                  endsAt={endsAt}
                />
              ))}
            </div>
          </Panel>
        )}
      </Box>
    </div>
  );
}
