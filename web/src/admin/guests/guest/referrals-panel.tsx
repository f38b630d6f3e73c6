import { Box, Flex, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { RowList } from '../../../shared/ui/row-list';
import { ReferralRow } from '../../../entities/referral/referral-row';
import { CopiedText } from '../../../shared/ui/copied-text';
import classes from './guest-page.module.css';

/** The guest's code and link, who invited them, and whom they invited, each with every step. */
export function ReferralsPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const referrals = useQuery(ask('/api/guests/{id}/referrals', { id: guestId }));
  if (referrals.isError) return <FailureNotice error={referrals.error} retry={referrals} />;
  if (referrals.isPending) return null;
  const { code, link, broughtBy, brought, broughtCount } = referrals.data;
  return (
    <Panel title={t('referrals.title')}>
      <Flex component="dl" gap="12px 40px" wrap="wrap" m={0}>
        <Box component="dt" c="dimmed" fz={14}>
          {t('referrals.code')}
        </Box>
        <Box component="dd" mt={2} mb={0} ml={0} fw={550}>
          {code}
        </Box>
      </Flex>
      <CopiedText label={t('referrals.link')} help={t('referrals.linkHelp')} text={link} />
      {broughtBy !== null && (
        <>
          <h3 className={classes.heading}>{t('referrals.broughtBy')}</h3>
          <RowList label={t('referrals.broughtBy')}>
            <ReferralRow referral={broughtBy} />
          </RowList>
        </>
      )}
      {brought.length === 0 ? (
        <Text c="dimmed">{t('referrals.none')}</Text>
      ) : (
        <>
          <h3 className={classes.heading}>{t('referrals.brought')}</h3>
          <RowList label={t('referrals.brought')}>
            {brought.map((referral) => (
              <ReferralRow key={referral.id} referral={referral} />
            ))}
          </RowList>
        </>
      )}
      {broughtCount > brought.length && <Text c="dimmed">{t('referrals.more', { count: broughtCount })}</Text>}
    </Panel>
  );
}
