import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createWalletStore } from '../../../functions/adapters/wallet-store.ts';

export const handler = createWalletStore(new DynamoDBClient(), 'part').load;
