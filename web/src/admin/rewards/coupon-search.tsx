import { ActionIcon, Box, Button, Text, TextInput } from '@mantine/core';
import { IconArrowRight } from '../../shared/icons/icon-arrow-right';
import { IconTicket } from '../../shared/icons/icon-ticket';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { couponQuery } from '../../entities/coupon/coupon.api';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { SideSheet } from '../../shared/ui/dialog';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice, ProblemNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { CouponStory } from './coupon-story';
import { CouponUses } from './coupon-uses';
import classes from './coupon-search.module.css';

/** Finds a coupon by its code. A live code stands in the page's memory alone, never in the address. */
export function CouponSearch() {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<string | null>(null);

  function ask(): void {
    if (typed.trim() !== '') setAsked(typed.trim());
  }

  return (
    <>
      <Form className={classes.search} role="search" onSubmit={ask}>
        <TextInput
          aria-label={t('coupon.find')}
          placeholder={t('coupon.find')}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          leftSection={<IconTicket size={20} stroke={1.75} />}
          rightSection={
            <ActionIcon type="submit" aria-label={t('coupon.submit')}>
              <IconArrowRight size={20} stroke={1.75} />
            </ActionIcon>
          }
          rightSectionWidth={48}
          {...bound(typed, setTyped)}
        />
      </Form>
      {asked !== null && <FoundCoupon code={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function FoundCoupon({ code, onClose }: { readonly code: string; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const found = useInfiniteQuery(couponQuery(code));
  const [coupon] = found.data?.pages ?? [];
  const uses = found.data?.pages.flatMap((page) => page.uses.items) ?? [];
  const isUnknown = found.error instanceof ApiProblem && found.error.code === 'coupon_unknown';
  return (
    <SideSheet title={t('coupon.title')} onClose={onClose} size="xl">
      <p className={classes.code}>{code.toUpperCase()}</p>
      {found.isPending && <Loading />}
      {isUnknown && <ProblemNotice words={{ title: t('coupon.unknownTitle'), help: t('coupon.unknownHelp') }} />}
      {found.isError && !isUnknown && <FailureNotice error={found.error} retry={found} />}
      {coupon !== undefined && (
        <>
          <CouponStory coupon={coupon} />
          <Box component="h3" mt={0} mb={12} fz={17} fw={650}>
            {t('coupon.uses')}
          </Box>
          {uses.length === 0 ? <Text c="dimmed">{t('coupon.unused')}</Text> : <CouponUses uses={uses} />}
          {found.hasNextPage && (
            <Button
              mt="md"
              variant="default"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {t('redeemed.more')}
            </Button>
          )}
        </>
      )}
    </SideSheet>
  );
}
