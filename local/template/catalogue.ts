// Every resource type the stack knows.
import type { ResourceType } from './resource-type.ts';
import { apiType, integrationType, routeType, stageType } from './types/http.ts';
import { functionType, invokeConfigType, mappingType, permissionType } from './types/lambda.ts';
import { configurationSetType, eventDestinationType } from './types/mail.ts';
import {
  queuePolicyType,
  queueType,
  ruleType,
  scheduleType,
  subscriptionType,
  topicPolicyType,
  topicType,
} from './types/messaging.ts';
import {
  aliasType,
  keyType,
  managedPolicyType,
  policyType,
  roleType,
  secretType,
  ssmParameterType,
} from './types/security.ts';
import { bucketPolicyType, bucketType, tableType } from './types/storage.ts';
import { watchingTypes } from './types/watching.ts';
import { machineType } from './types/workflow.ts';

export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    functionType,
    permissionType,
    mappingType,
    invokeConfigType,
    tableType,
    bucketType,
    bucketPolicyType,
    queueType,
    queuePolicyType,
    ruleType,
    scheduleType,
    topicType,
    topicPolicyType,
    subscriptionType,
    apiType,
    stageType,
    routeType,
    integrationType,
    roleType,
    policyType,
    managedPolicyType,
    keyType,
    aliasType,
    secretType,
    ssmParameterType,
    machineType,
    configurationSetType,
    eventDestinationType,
    ...watchingTypes,
  ].map((type) => [type.type, type]),
);
