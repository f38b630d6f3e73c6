import { Button, Flex } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { testWallet, type WalletAccount, type WalletName, walletsQuery } from '../../entities/look/wallets.api';
import { actOf } from '../../shared/api/calls';
import { putAppleWallet, putGoogleWallet, removeWallet } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { ThingActs } from '../../shared/described/row-acts';
import { useFileField } from '../../shared/described/use-file-field';
import { useRefresh } from '../../shared/described/use-refresh';
import { base64Of } from '../../shared/api/base64';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './look-page.module.css';

const DAY_MS = 86_400_000;
/** A new certificate from Apple takes a person some days. */
const WARNED_DAYS = 30;

/** Passes of phones' wallets: the certificate of Apple and the service account of Google, until when they are good, and a test. */
export function WalletsPanel() {
  const { t } = useTranslation('admin');
  const wallets = useQuery(walletsQuery);
  const accountOf = (wallet: WalletName) => wallets.data?.items.find((one) => one.wallet === wallet);
  return (
    <>
      <Panel title={t('look.wallets.APPLE')}>
        <Help>{t('look.wallets.appleHelp')}</Help>
        {wallets.isPending && <Loading />}
        <FailureNotice error={wallets.error} retry={wallets} />
        {wallets.data?.hasAddress === false && (
          <Notice title={t('look.wallets.noAddress')} help={t('look.wallets.noAddressHelp')} />
        )}
        {wallets.data !== undefined && (
          <>
            <Account account={accountOf('APPLE')} />
            <AppleForm key={accountOf('APPLE')?.setAt} hasAccount={accountOf('APPLE') !== undefined} />
          </>
        )}
      </Panel>
      <Panel title={t('look.wallets.GOOGLE')}>
        <Help>{t('look.wallets.googleHelp')}</Help>
        {wallets.data !== undefined && (
          <>
            <Account account={accountOf('GOOGLE')} />
            <GoogleForm key={accountOf('GOOGLE')?.setAt} account={accountOf('GOOGLE')} />
          </>
        )}
      </Panel>
    </>
  );
}

function Account({ account }: { readonly account: WalletAccount | undefined }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh([walletsQuery.queryKey]);
  const testing = useMutation({ mutationFn: testWallet });
  if (account === undefined) return <Help>{t('look.wallets.none')}</Help>;
  const { wallet, endsAt } = account;
  const days = endsAt === null ? null : Math.floor((Date.parse(endsAt) - Date.now()) / DAY_MS);
  return (
    <>
      <dl className={classes.values}>
        <dt>{t(`look.wallets.account.${wallet}`)}</dt>
        <dd>{account.account}</dd>
        <dt>{t(`look.wallets.holder.${wallet}`)}</dt>
        <dd>{account.holder}</dd>
        {endsAt !== null && (
          <>
            <dt>{t('look.wallets.ends')}</dt>
            <dd>{format.date(endsAt)}</dd>
          </>
        )}
      </dl>
      {days !== null && days < WARNED_DAYS && (
        <Notice
          tone={days < 0 ? 'bad' : 'plain'}
          title={days < 0 ? t('look.wallets.ended') : t('look.wallets.endsSoon', { days })}
          help={t('look.wallets.renew')}
        />
      )}
      <FailureNotice error={testing.error} />
      {testing.data !== undefined && (
        <p role="status">
          {testing.data.failure === null
            ? t('look.wallets.works')
            : t('look.wallets.fails', { reason: testing.data.failure })}
        </p>
      )}
      <Flex gap={8} wrap="wrap">
        <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate(wallet)}>
          {t('look.wallets.test')}
        </Button>
        <ThingActs
          thing={account}
          refresh={refresh}
          acts={[
            {
              of: removeWallet,
              params: () => ({ wallet }),
              text: t('look.wallets.remove'),
              look: 'quiet',
              ask: () => ({
                title: t('look.wallets.removeTitle'),
                help: t('look.wallets.removeHelp'),
                yes: t('look.wallets.remove'),
                isGrave: true,
              }),
            },
          ]}
        />
      </Flex>
    </>
  );
}

/** The field for a file of a wallet account. Each save needs the file again, because the server never returns a stored certificate or key. */
function useWalletFile(name: 'certificate' | 'issuer' | 'key' | 'googleKey') {
  const { t } = useTranslation('admin');
  return useFileField({
    label: t(`look.wallets.${name}`),
    help: t(`look.wallets.${name}Help`),
    placeholder: t('look.wallets.choose'),
    check: (file) => file === null && t('look.wallets.fileNeeded'),
  });
}

function useBarcodeField() {
  const { t } = useTranslation('admin');
  return {
    label: t('look.wallets.barcode'),
    help: t('look.wallets.barcodeHelp'),
    words: (barcode: WalletAccount['barcode']) => t(`look.wallets.barcodes.${barcode}`),
  };
}

function AppleForm({ hasAccount }: { readonly hasAccount: boolean }) {
  const { t } = useTranslation('admin');
  const [certificate, issuer, key] = [useWalletFile('certificate'), useWalletFile('issuer'), useWalletFile('key')];
  const barcode = useBarcodeField();
  return (
    <ActForm
      of={putAppleWallet}
      send={async (act) =>
        actOf(
          'PUT',
          '/api/wallets/apple',
        )({
          key: act.key,
          body: {
            ...act.body,
            certificate: await certificateIn(certificate.file),
            issuer: await certificateIn(issuer.file),
            key: (await key.file?.text()) ?? '',
          },
        })
      }
      fields={{
        certificate: certificate.field,
        issuer: issuer.field,
        key: key.field,
        passphrase: { label: t('look.wallets.passphrase'), help: t('look.wallets.passphraseHelp'), as: 'secret' },
        barcode,
      }}
      submit={t(hasAccount ? 'look.wallets.replace' : 'look.wallets.enter')}
      submitLook="plain"
      anew={[walletsQuery.queryKey]}
    />
  );
}

function GoogleForm({ account }: { readonly account: WalletAccount | undefined }) {
  const { t } = useTranslation('admin');
  const key = useWalletFile('googleKey');
  const barcode = useBarcodeField();
  return (
    <ActForm
      of={putGoogleWallet}
      send={async (act) =>
        actOf('PUT', '/api/wallets/google')({ ...act, body: { ...act.body, key: (await key.file?.text()) ?? '' } })
      }
      fields={{
        issuerId: {
          label: t('look.wallets.account.GOOGLE'),
          help: t('look.wallets.issuerIdHelp'),
          as: 'code',
          initial: account?.account,
          needed: t('look.wallets.issuerIdNeeded'),
          wrong: t('look.wallets.issuerIdNeeded'),
        },
        key: key.field,
        barcode: { ...barcode, initial: account?.barcode ?? 'QR' },
      }}
      submit={t(account === undefined ? 'look.wallets.enter' : 'look.wallets.replace')}
      submitLook="plain"
      anew={[walletsQuery.queryKey]}
    />
  );
}

/** A certificate as PEM, or the file that Apple gives in base64. */
async function certificateIn(file: File | null): Promise<string> {
  if (file === null) return '';
  const text = await file.text();
  return text.includes('-----BEGIN') ? text : base64Of(file);
}
