// The only module that loads kafkajs: it must find the patches when it does.
import './kafkajs-patches.ts';
import kafkajs from 'kafkajs';

export { kafkajs };
