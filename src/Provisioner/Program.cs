using Scim.Provisioning.Commands;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
