using Microsoft.Extensions.Options;

namespace Scim.Admin.Backends;

[OptionsValidator]
internal sealed partial class ServiceAddressesValidator : IValidateOptions<ServiceAddresses>;
