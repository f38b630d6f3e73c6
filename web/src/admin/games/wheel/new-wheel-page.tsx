import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { type OpenWheelBody, refreshWheel, type WheelEpoch, wheelQuery } from '../../../entities/wheel/wheel.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { BackLink, PageHead } from '../../../shared/ui/page';
import { Question } from '../../../shared/ui/question';
import { ReadFailure } from '../../../shared/ui/read-failure';
import { FIRST_WHEEL, valuesOf } from './wheel-values.rules';
import { WheelForm } from './wheel-form';

/** Odds for a new epoch of the wheel. The form begins with those that run. */
export function NewWheelPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const wheel = useQuery({ ...wheelQuery, enabled: mayManage });
  if (!mayManage) return <Notice isPage title={t('wheel.readOnlyTitle')} help={t('wheel.readOnlyHelp')} />;
  if (wheel.isError) return <ReadFailure isPage reading={wheel} />;
  if (wheel.isPending) return <Loading />;
  return <NewWheel running={wheel.data.epoch} />;
}

function NewWheel({ running }: { readonly running: WheelEpoch | null }) {
  const { t } = useTranslation('admin');
  const { currency } = useFormat();
  const { timeZone } = useNetwork();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [initial] = useState(() => (running === null ? FIRST_WHEEL : valuesOf(running, { currency, timeZone })));
  const [asked, setAsked] = useState<OpenWheelBody | null>(null);
  const open = useChange(actOf('POST', '/api/wheel/epochs'), async () => {
    await refreshWheel(queries);
    await navigate('/games/wheel', { state: { isOpened: true } });
  });
  return (
    <>
      <BackLink to="/games/wheel">{t('wheel.back')}</BackLink>
      <PageHead
        title={t(running === null ? 'wheel.open' : 'wheel.newOdds')}
        sub={t(running === null ? 'wheel.openSub' : 'wheel.newOddsSub')}
      />
      <WheelForm initial={initial} of={open} onSubmit={running === null ? (body) => open.mutate(body) : setAsked} />
      {asked !== null && (
        <Question
          title={t('wheel.replaceTitle')}
          help={t('wheel.replaceHelp')}
          yes={t('wheel.replaceYes')}
          of={{ error: null, isPending: open.isPending }}
          onYes={() => open.mutate(asked, { onError: () => setAsked(null) })}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
