import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { PointOfSale } from '../../entities/restaurant/restaurant.api';
import type { InReadersLanguage } from '../../shared/i18n/spoken';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useNetworkSettings } from '../../entities/network/network.api';
import { endTillAllowance, type TillAllowance, tillAllowanceQuery } from '../../entities/restaurant/till-allowance.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useProblemWords } from '../../shared/ui/problem-notice';
import { Row } from '../../shared/ui/row-list';
import { GiveAllowance } from './give-allowance';
import { TillActs } from './places';

interface TillRowProps {
  readonly till: InReadersLanguage<PointOfSale>;
  readonly restaurantName: string;
  /** A closed restaurant closes its tills too. */
  readonly isRestaurantClosed: boolean;
}

/** A till with its allowance. A new allowance starts at zero, also after one that was ended by mistake. */
export function TillRow({ till, restaurantName, isRestaurantClosed }: TillRowProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const queries = useQueryClient();
  const mayManage = useMayManage('places.manage');
  const limit = useNetworkSettings().data?.settings.limits.tillAllowance ?? 0;
  const [gives, setGives] = useState(false);
  const allowance = useQuery(tillAllowanceQuery(till));
  const take = (changed: TillAllowance) => void queries.setQueryData(tillAllowanceQuery(till).queryKey, changed);
  const end = useChange(endTillAllowance(till), take);
  const saying = useAllowanceWords();
  const error = end.error ?? allowance.error;
  const name = t('places.tillOf', { till: till.name, restaurant: restaurantName });
  const hasOne = allowance.data !== undefined && allowance.data.until !== null;
  const sells = till.closedAt === null && !isRestaurantClosed;
  // Where the network allows none, the page says so once, and not at each till.
  const saysAllowance = limit > 0 || hasOne || error !== null;
  const mayGive = mayManage && sells && allowance.data !== undefined;

  return (
    <Row
      title={till.name}
      about={[
        t('places.code', { code: till.code }),
        ...(till.closedAt === null ? [] : [t('places.tillClosed')]),
        ...(sells && saysAllowance
          ? [error === null ? saying(allowance.data) : <span role="alert">{words(error).title}</span>]
          : []),
      ]}
    >
      {mayGive && (limit > 0 || hasOne) && (
        <>
          {limit > 0 && (
            <Button
              variant="default"
              aria-label={t(hasOne ? 'tillAllowance.changeOf' : 'tillAllowance.giveOf', { name })}
              onClick={() => setGives(true)}
            >
              {t(hasOne ? 'tillAllowance.change' : 'tillAllowance.give')}
            </Button>
          )}
          {hasOne && (
            <Button
              variant="subtle"
              color="gray"
              loading={end.isPending}
              aria-label={t('tillAllowance.endOf', { name })}
              onClick={() => end.mutate(null)}
            >
              {t('tillAllowance.end')}
            </Button>
          )}
        </>
      )}
      {mayManage && (
        <Button
          component={Link}
          to={`/shifts?till=${till.id}`}
          variant="default"
          aria-label={t('shifts.linkOf', { name })}
        >
          {t('shifts.link')}
        </Button>
      )}
      {mayManage && <TillActs till={till} name={name} />}
      {gives && allowance.data !== undefined && (
        <GiveAllowance
          name={name}
          till={till}
          before={allowance.data}
          limit={limit}
          onClose={() => setGives(false)}
          onDone={(changed) => {
            take(changed);
            setGives(false);
          }}
        />
      )}
    </Row>
  );
}

function useAllowanceWords(): (allowance: TillAllowance | undefined) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (allowance) => {
    if (allowance === undefined) return '…';
    const { points, used, left, until } = allowance;
    if (until === null) return t('tillAllowance.none');
    const said = { count: points, left: format.number(left), until: format.dateTime(until) };
    return used === 0 ? t('tillAllowance.untouched', said) : t('tillAllowance.used', said);
  };
}
