import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconPlus } from '../../shared/icons/icon-plus';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './catalogue-page.module.css';
import { RewardCard } from './reward-card';
import { RewardsHead } from './rewards-head';
import { changeSeveralRewards } from '../../entities/reward/reward.api';
import { useRewards } from '../../entities/reward/use-rewards';
import { useMayManage } from '../../entities/session/use-may-manage';
import { askAnew, keyOf } from '../../shared/api/calls';
import { ChosenBox } from '../../entities/several/chosen-bar';
import { SeveralActs } from '../../entities/several/several-acts';
import { type ChosenRows, useChosen } from '../../entities/several/use-chosen';

/** The reward catalogue as cards that look as guests see them. */
export function CataloguePage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const [address, setAddress] = useSearchParams();
  const archived = address.get('show') === 'archived';
  const rewards = useRewards(archived);
  const spoken = useSpoken();
  const chosen = useChosen(rewards.data, ({ name }) => spoken(name));
  const mayChange = useMayManage('rewards.manage');

  return (
    <>
      <RewardsHead>
        <Button component={Link} to="/rewards/new" leftSection={<IconPlus size={20} stroke={1.75} />}>
          {t('rewards.create')}
        </Button>
      </RewardsHead>
      <SegmentedControl
        mb={20}
        size="md"
        aria-label={t('rewards.which')}
        value={archived ? 'archived' : 'offered'}
        onChange={(value) => setAddress(value === 'archived' ? { show: 'archived' } : {})}
        data={[
          { value: 'offered', label: t('rewards.offered') },
          { value: 'archived', label: t('rewards.archived') },
        ]}
      />
      {rewards.isError && (
        <FailureNotice error={rewards.error}>
          <Button variant="default" onClick={() => void rewards.refetch()}>
            {t('retry')}
          </Button>
        </FailureNotice>
      )}
      {rewards.isPending && <Loading />}
      {rewards.data?.length === 0 && !archived && (
        <Notice
          title={t('rewards.emptyTitle')}
          help={t('rewards.emptyHelp')}
          actions={[{ label: t('rewards.create'), onClick: () => void navigate('/rewards/new') }]}
        />
      )}
      {rewards.data?.length === 0 && archived && (
        <Notice title={t('rewards.noneArchivedTitle')} help={t('rewards.noneArchivedHelp')} />
      )}
      {mayChange && <RewardActs chosen={chosen} archived={archived} />}
      <ul className={classes.cards}>
        {rewards.data?.map((reward) => (
          <li key={reward.id}>
            <RewardCard reward={reward} choice={mayChange && <ChosenBox chosen={chosen} id={reward.id} />} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The button that takes the chosen rewards out of the catalogue, or back into it. */
function RewardActs({ chosen, archived }: { readonly chosen: ChosenRows; readonly archived: boolean }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const remove = { act: 'ARCHIVE', label: t('rewards.archive.title'), help: t('rewards.archive.severalHelp') } as const;
  const restore = {
    act: 'RESTORE',
    label: t('rewards.archive.back'),
    help: t('rewards.archive.severalBackHelp'),
  } as const;
  return (
    <SeveralActs
      hasAllBox
      chosen={chosen}
      acts={archived ? [{ ...restore, undo: 'ARCHIVE' }] : [{ ...remove, undo: 'RESTORE' }]}
      send={changeSeveralRewards}
      onChanged={() => askAnew(queries, keyOf('/api/redemption-items'))}
    />
  );
}
