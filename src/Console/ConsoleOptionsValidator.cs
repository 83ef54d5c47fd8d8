using Microsoft.Extensions.Options;

namespace Scim.Admin;

[OptionsValidator]
internal sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;
