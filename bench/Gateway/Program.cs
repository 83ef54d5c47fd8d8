using Scim.Gateway.Bench;

return await BenchRun.MainAsync(args);
