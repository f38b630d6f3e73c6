import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '../../shared/icons/icon-plus';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './catalogue-page.module.css';
import { RewardCard } from './reward-card';
import { RewardsHead } from './rewards-head';
import { useRewards } from '../../entities/reward/use-rewards';

/** The reward catalogue as cards that look as guests see them. */
export function CataloguePage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const navigate = useNavigate();
  const [address, setAddress] = useSearchParams();
  const archived = address.get('show') === 'archived';
  const rewards = useRewards(archived);

  return (
    <>
      <RewardsHead>
        <Button component={Link} to="/rewards/new" leftSection={<IconPlus size={20} stroke={1.75} />}>
          {t('rewards.create')}
        </Button>
      </RewardsHead>
      <SegmentedControl
        className={classes.which ?? ''}
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
        <ProblemNotice words={words(rewards.error)}>
          <Button variant="default" onClick={() => void rewards.refetch()}>
            {t('retry')}
          </Button>
        </ProblemNotice>
      )}
      {rewards.isPending && <p>{t('loading')}</p>}
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
      <ul className={classes.cards}>
        {rewards.data?.map((reward) => (
          <li key={reward.id}>
            <RewardCard reward={reward} />
          </li>
        ))}
      </ul>
    </>
  );
}
